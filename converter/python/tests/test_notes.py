"""The texts that a model carries: damaged ones, and the lines of labels."""

import struct

import numpy as np

import swiftlet
from conftest import DIGITS
from swiftlet import _convert
from swiftlet._notes import METADATA, labels_of, notes


def test_notes_of_damaged_files_are_left_out():
    whole = np.frombuffer(bytes(swiftlet.convert(DIGITS / "digits_float32.onnx", metadata={"a": "b"})), np.uint8)
    start = whole.tobytes().index(b"a\0\0\0") - 4
    assert notes(whole)["a"] == "b"
    generator = np.random.default_rng(1)
    for count in range(0, 4000, 61):
        notes(whole[:count])
        damaged = whole.copy()
        damaged[generator.integers(0, 400, 8)] ^= 0x81
        damaged[start - generator.integers(0, 60, 3)] = 0xFF
        assert sum(len(key) + len(value) for key, value in notes(damaged).items()) <= 4 * whole.nbytes


def flat(texts):
    """A file with the given pairs of texts as its notes; an entry that is a number leads there instead."""
    content = bytearray(48)
    struct.pack_into("<I", content, 0, 32)
    # The list of fields, of which only that of the notes is not zero, and the table with an offset to the vector.
    struct.pack_into("<HH", content, 4, 4 + 2 * 9, 8)
    struct.pack_into("<H", content, 4 + 4 + 2 * METADATA, 4)
    struct.pack_into("<iI", content, 32, 28, 4)
    content[40:] = struct.pack("<I", len(texts)) + bytes(4 * len(texts))
    for index, pair in enumerate(texts):
        place = 44 + 4 * index
        if isinstance(pair, int):
            struct.pack_into("<I", content, place, pair)
            continue
        fields = len(content)
        content += struct.pack("<HHHH", 8, 12, 4, 8)
        struct.pack_into("<I", content, place, len(content) - place)
        entry = len(content)
        content += struct.pack("<iII", entry - fields, 0, 0)
        for field, text in enumerate(pair):
            struct.pack_into("<I", content, entry + 4 + 4 * field, len(content) - entry - 4 - 4 * field)
            content += struct.pack("<I", len(text)) + text
    return np.frombuffer(bytes(content), np.uint8)


def test_a_damaged_note_takes_none_of_its_neighbours_along():
    assert notes(flat([(b"a", b"1"), (b"b", b"2")])) == {"a": "1", "b": "2"}
    for damaged in (0xFFFFFFF0, 1 << 20, 0):
        assert notes(flat([(b"a", b"1"), damaged, (b"b", b"2")])).items() >= {"a": "1", "b": "2"}.items()
    # A text that is longer than the file.
    content = flat([(b"a", b"1"), (b"long", b"2"), (b"b", b"3")]).copy()
    content[content.tobytes().index(b"\4\0\0\0long") + 3] = 0x7F
    assert notes(content) == {"a": "1", "b": "3"}


def test_labels_end_at_line_feeds_alone_and_begin_behind_a_byte_order_mark(tmp_path):
    assert labels_of("\ufeffa\r\nb\u2028c\x0bd\n\ne\x85\n\n\r\n") == ("a", "b\u2028c\x0bd", "", "e\x85")
    assert labels_of("") == labels_of("\n\r\n") == labels_of("\ufeff") == ()
    expected = "a\nb\u2028c\n".encode()
    for words in (_convert.label_words(["a", "b\u2028c"], tmp_path),
                  _convert.metadata_words({"labels": "\ufeffa\r\nb\u2028c\n"}, tmp_path)):
        assert words == ["--labels", str(tmp_path / "labels.txt")]
        assert (tmp_path / "labels.txt").read_bytes() == expected
