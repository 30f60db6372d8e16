#undef LANE_COUNT
#undef TILE_PIXELS
#undef VECTOR
#undef FLOATS
#undef NAMED
#undef V
#undef SI
#undef mask_of
