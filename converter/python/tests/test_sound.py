"""Features of sound: against a plain computation, however the sound is cut, and what is refused."""

import pickle

import numpy as np
import pytest

import swiftlet
from swiftlet import _runtime


def plain(samples, rate, window, hop, count, lower, upper):
    """Log-mel features in double precision."""
    length = 1 << (window - 1).bit_length()
    weights = np.rint(32768 * np.sin(np.pi * np.arange(window) / window) ** 2)
    frames = np.stack([samples[start:start + window] for start in range(0, len(samples) - window + 1, hop)])
    energy = np.abs(np.fft.rfft(frames * weights, length) / length) ** 2
    mel = np.log1p(np.arange(length // 2 + 1) * rate / length / 700)
    ends = np.log1p(np.array([lower, upper]) / 700)
    place = (mel - ends[0]) / (ends[1] - ends[0]) * (count + 1)
    share = np.maximum(0, 1 - np.abs(place[:, None] - np.arange(1, count + 1)))
    return np.log2(1 + energy @ share / 65536)


@pytest.fixture
def noise():
    return np.random.default_rng(1).integers(-20_000, 20_000, 5_000).astype(np.int16)


@pytest.mark.parametrize("rate, window, hop, count, lower, upper", [
    (16_000, 30, 20, 40, 20, 7_600), (8_000, 32, 24, 32, 80, 3_800), (44_100, 25, 10, 64, 100, 20_000)])
def test_features_are_near_to_those_of_double_precision(noise, rate, window, hop, count, lower, upper):
    log_mel = swiftlet.LogMel(rate, window_ms=window, hop_ms=hop, mel_count=count, lower_hz=lower, upper_hz=upper)
    features = log_mel(noise)
    assert features.dtype == np.float32 and features.shape[1] == log_mel.mel_count == count
    expected = plain(noise, rate, log_mel.window_samples, log_mel.hop_samples, count, lower, upper)
    np.testing.assert_allclose(features, expected, rtol=0, atol=0.01)


def test_silence_is_zero_and_everything_is_a_step():
    log_mel = swiftlet.LogMel()
    assert not log_mel(np.zeros(16_000)).any()
    features = log_mel(np.sin(np.arange(16_000)))
    np.testing.assert_array_equal(features / log_mel.SCALE, np.rint(features / log_mel.SCALE))


@pytest.mark.parametrize("piece", [1, 319, 480, 5_000])
def test_a_stream_gives_the_rows_of_the_whole(noise, piece):
    log_mel = swiftlet.LogMel()
    rows = [log_mel.push(noise[start:start + piece]) for start in range(0, len(noise), piece)]
    np.testing.assert_array_equal(np.concatenate(rows), log_mel(noise))
    log_mel.push(noise[:300])
    log_mel.reset()
    assert len(log_mel.push(noise[:479])) == 0 and len(log_mel.push(noise[:1])) == 1


def test_floats_are_full_scale_at_one_and_held_there():
    log_mel = swiftlet.LogMel()
    floats = np.linspace(-1.5, 1.5, 800)
    integers = np.clip(np.rint(floats * 32768), -32768, 32767).astype(np.int16)
    np.testing.assert_array_equal(log_mel(floats), log_mel(integers))
    np.testing.assert_array_equal(log_mel(integers[::-1]), log_mel(np.ascontiguousarray(integers[::-1])))


def test_a_copy_makes_the_same_features(noise):
    log_mel = swiftlet.LogMel(8_000, lower_hz=100, upper_hz=3_000, mel_count=12)
    copy = pickle.loads(pickle.dumps(log_mel))
    np.testing.assert_array_equal(copy(noise), log_mel(noise))
    assert copy.metadata == {"sound.sample_rate": "8000", "sound.window_ms": "30", "sound.hop_ms": "20",
                             "sound.mel_count": "12", "sound.lower_hz": "100", "sound.upper_hz": "3000"}


@pytest.mark.parametrize("change, reason", [
    ({"sample_rate": 3_999}, "sample rate"), ({"window_ms": 600}, "window"), ({"hop_ms": 31}, "hop"),
    ({"mel_count": 257}, "mel count"), ({"upper_hz": 8_001}, "frequencies"), ({"mel_count": 200}, "filter empty"),
    ({"sample_rate": 1 << 40}, "no features")])
def test_settings_that_cannot_be_are_refused(change, reason):
    with pytest.raises(swiftlet.InputError, match=reason):
        swiftlet.LogMel(**change)


@pytest.mark.parametrize("samples", [np.zeros((2, 8)), np.zeros(8, np.int32), np.array([0, np.nan]), [1 + 2j]])
def test_sound_of_another_kind_is_refused(samples):
    with pytest.raises(swiftlet.InputError):
        swiftlet.LogMel()(samples)


@pytest.mark.parametrize("name", ["sample_rate", "window_ms", "hop_ms", "mel_count", "lower_hz", "upper_hz",
                                  "window_samples", "hop_samples"])
def test_settings_cannot_be_changed_later(noise, name):
    log_mel = swiftlet.LogMel()
    value = getattr(log_mel, name)
    with pytest.raises(AttributeError):
        setattr(log_mel, name, 10_000_000)
    assert getattr(log_mel, name) == value and log_mel(noise).shape[1] == 40


def test_rows_are_never_wider_than_the_memory_for_them(noise):
    log_mel = swiftlet.LogMel()
    expected = np.rint(log_mel(noise) / log_mel.SCALE).astype(np.int16)
    rows = np.full((2, 40), -1, np.int16)
    room = rows.nbytes - 1
    assert _runtime.log_mel_push(log_mel._handle, noise.ctypes.data, noise.size, rows.ctypes.data, room) == 1
    np.testing.assert_array_equal(rows[0], expected[0])
    assert (rows[1] == -1).all()
    for sizes in ((-1, room), (noise.size, -1)):
        with pytest.raises(ValueError):
            _runtime.log_mel_push(log_mel._handle, noise.ctypes.data, sizes[0], rows.ctypes.data, sizes[1])
    settings = (16_000, 30, 20, 40, 20, 7_600)
    memory = np.zeros(_runtime.log_mel_size(*settings), np.uint8)
    for size in (0, 8, 16, memory.nbytes - 1):
        with pytest.raises(ValueError, match="memory too small"):
            _runtime.log_mel_start(*settings, memory.ctypes.data, size)


@pytest.mark.parametrize("kind", [np.int16, np.uint16, np.int64, int])
def test_integers_of_every_type_make_the_same_features(noise, kind):
    log_mel = swiftlet.LogMel(kind(16_000), window_ms=kind(30), mel_count=kind(40))
    np.testing.assert_array_equal(log_mel(noise), swiftlet.LogMel()(noise))
    assert log_mel.metadata == swiftlet.LogMel().metadata and type(log_mel.mel_count) is int
    assert (log_mel.window_samples, log_mel.hop_samples) == (480, 320)


@pytest.mark.parametrize("change", [{"hop_ms": 12.5}, {"mel_count": "40"}, {"window_ms": None}, {"lower_hz": [20]},
                                    {"sample_rate": np.float32(16_000)}])
def test_settings_that_are_no_integers_are_refused(change):
    with pytest.raises(swiftlet.InputError, match=f"{next(iter(change))} is a whole number, and was given") as caught:
        swiftlet.LogMel(**change)
    assert "give an integer" in caught.value.remedy
