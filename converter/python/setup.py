"""Builds the package: the runtime as an extension of the limited API, and the command that converts beside it.

Environment:
  SWIFTLET_TRIPLE   the machine, as Scripts/library names it; this one where it is not given
  SWIFTLET_COMMAND  the command to pack, or "none" for the runtime alone; built where it is not given
"""

import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import sysconfig

from setuptools import Extension, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_ext import build_ext
from setuptools.command.build_py import build_py

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOST = {"x86_64": "x86_64-unknown-linux-gnu", "aarch64": "aarch64-linux"}.get(platform.machine(), "")
TRIPLE = os.environ.get("SWIFTLET_TRIPLE") or HOST
MACHINE = TRIPLE.split("-")[0]
LIBRARY = ROOT / "build/library" / TRIPLE
BUILT = ROOT / "build/python"
COMPILER = "cc" if TRIPLE == HOST else f"{MACHINE}-linux-gnu-gcc"
# The oldest Python whose limited API the extension uses.
LIMITED_API = "0x03090000"


def need(condition, message):
    if not condition:
        sys.exit(f"Error: {message}")


def run(*words, **options):
    print(" ".join(map(str, words)), flush=True)
    need(subprocess.run([str(word) for word in words], cwd=ROOT, **options).returncode == 0,
         f"'{words[0]}' failed; what it said stands above")


def version():
    path = ROOT / "Sources/CSwiftlet/include/swiftlet.h"
    need(path.is_file(), f"there is no '{path}': the package is built in its repository, with pip install "
                         "./converter/python there; elsewhere install a wheel")
    header = path.read_text()
    return ".".join(re.findall(r"^#define SWIFTLET_VERSION_[A-Z]+ (\d+)", header, re.MULTILINE))


def make_library():
    """Builds the C library where a source is newer than it."""
    need(TRIPLE, f"there is no library for {platform.system()} on {platform.machine()}; name a machine by "
                 "SWIFTLET_TRIPLE: x86_64-unknown-linux-gnu or aarch64-linux")
    archive = LIBRARY / "lib/libswiftlet.a"
    folders = [ROOT / "Sources" / name for name in os.listdir(ROOT / "Sources") if name != "SwiftletCommand"]
    newest = max(path.stat().st_mtime for folder in folders for path in folder.rglob("*") if path.is_file())
    if archive.exists() and archive.stat().st_mtime > newest:
        return
    need(shutil.which("swiftc"), "building the runtime needs Swift 6.3 (swiftc is not in PATH); install a wheel")
    run(ROOT / "Scripts/library", TRIPLE)


def make_command():
    """The path of the command, linked so that it needs no Swift at run time; None where there is to be none."""
    given = os.environ.get("SWIFTLET_COMMAND")
    if given == "none":
        return None
    if given:
        path = ROOT / given
        need(path.is_file(), f"SWIFTLET_COMMAND names '{path}', and there is no such file")
        return path
    if TRIPLE != HOST:
        print("Note: the command that converts is not built for another machine; this wheel has the runtime alone")
        return None
    need(shutil.which("swift"), "building the command needs Swift 6.3 (swift is not in PATH); set SWIFTLET_COMMAND")
    run(ROOT / "Scripts/release", "--product", "swiftlet")
    return ROOT / ".build/release/swiftlet"


class BuildPackage(build_py):
    """Copies the command beside the modules."""

    def run(self):
        # What an earlier build left there would be packed too.
        shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()
        command = make_command()
        self.packed = pathlib.Path(self.build_lib) / "swiftlet/_command_files/swiftlet"
        if command is None:
            return
        self.packed.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(command, self.packed)
        subprocess.run(["strip", self.packed], check=False)
        self.packed.chmod(0o755)

    def get_outputs(self, include_bytecode=1):
        packed = getattr(self, "packed", None)
        return super().get_outputs(include_bytecode) + ([str(packed)] if packed and packed.exists() else [])


class BuildRuntime(build_ext):
    """Links the C library into the extension."""

    def build_extensions(self):
        make_library()
        need(shutil.which(COMPILER), f"the runtime is linked with '{COMPILER}', which is not in PATH")
        flags = ["-std=c11", "-O2", "-fPIC", "-Wall", "-Wextra", *self.headers()]
        self.compiler.set_executables(compiler_so=[COMPILER, *flags],
                                      linker_so=[COMPILER, "-shared", "-Wl,--gc-sections", "-Wl,--exclude-libs,ALL"])
        super().build_extensions()

    @staticmethod
    def headers():
        """Debian asks for a pyconfig.h of the machine; those of two machines of 64 bits are alike here."""
        name = f"python{sys.version_info.major}.{sys.version_info.minor}"
        own = pathlib.Path("/usr/include", sysconfig.get_config_var("MULTIARCH") or "none", name)
        if TRIPLE == HOST or not own.is_dir():
            return []
        folder = BUILT / f"headers/{MACHINE}-linux-gnu"
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / name).exists():
            (folder / name).symlink_to(own)
        return [f"-I{folder.parent}"]


class Wheel(bdist_wheel):
    """Names the wheel after the oldest C library that its files run with."""

    def get_tag(self):
        built = pathlib.Path(self.get_finalized_command("build").build_lib) / "swiftlet"
        files = [path for path in [*built.glob("*.so"), built / "_command_files/swiftlet"] if path.exists()]
        versions = [(int(major), int(minor)) for path in files
                    for major, minor in re.findall(rb"GLIBC_(\d+)\.(\d+)", path.read_bytes())]
        major, minor = max(versions, default=(2, 17))
        return "cp39", "abi3", f"manylinux_{major}_{max(minor, 17)}_{MACHINE}"


BUILT.mkdir(parents=True, exist_ok=True)
setup(
    version=version(),
    options={"build": {"build_base": str(BUILT / TRIPLE)}, "egg_info": {"egg_base": str(BUILT)}},
    cmdclass={"build_py": BuildPackage, "build_ext": BuildRuntime, "bdist_wheel": Wheel},
    ext_modules=[Extension(
        "swiftlet._runtime", ["src/swiftlet/_runtime.c", "src/swiftlet/_sound.c"], py_limited_api=True,
        define_macros=[("Py_LIMITED_API", LIMITED_API)], include_dirs=[str(LIBRARY / "include"), "src/swiftlet"],
        extra_objects=[str(LIBRARY / "lib/libswiftlet.a")], extra_link_args=["-pthread"],
        depends=[str(LIBRARY / "lib/libswiftlet.a"), "src/swiftlet/_sound.h"])],
)
