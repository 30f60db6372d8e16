#ifndef SWIFTLET_H
#define SWIFTLET_H
#endif
