"""Pictures whose channels stand where the model's do not are refused with the way to turn them."""

import numpy as np
import pytest

import swiftlet
from swiftlet import _samples


@pytest.mark.parametrize("taken, given, remedy", [
    ((1, 8, 6, 3), (1, 3, 8, 6), "the model takes N×H×W×C: numpy.transpose(x, (0, 2, 3, 1))"),
    ((1, 3, 8, 6), (1, 8, 6, 3), "the model takes N×C×H×W: numpy.transpose(x, (0, 3, 1, 2))"),
    ((1, 8, 6, 3), (3, 8, 6), "the model takes H×W×C: numpy.transpose(x, (1, 2, 0))"),
    ((3, 8, 6), (8, 6, 3), "the model takes C×H×W: numpy.transpose(x, (2, 0, 1))"),
    ((4, 8, 6, 3), (4, 3, 8, 6), "the model takes N×H×W×C: numpy.transpose(x, (0, 2, 3, 1))"),
    ((1, 8, 6, 3), (5, 3, 8, 6), "the model takes N×H×W×C: numpy.transpose(x, (0, 2, 3, 1)), and for many samples at "
                                 "once call model.map"),
    ((1, 8, 6, 3), (5, 8, 6, 3), "for many samples at once call model.map"),
    ((4, 8, 6, 3), (5, 3, 8, 6), None), ((1, 8, 6, 3), (1, 6, 8, 3), None), ((1, 8, 6, 3), (8, 6), None)])
def test_pictures_whose_channels_stand_elsewhere_are_told_how_to_turn(taken, given, remedy):
    door = swiftlet.Tensor("input", 0, "x", taken, np.dtype(np.float32), False, 1, 0, np.zeros(taken, np.float32))
    with pytest.raises(swiftlet.InputError) as caught:
        door.stored(np.zeros(given))
    assert caught.value.remedy == remedy
    if remedy and "transpose" in remedy:
        turned = eval(remedy.split(": ")[1].split(", and")[0], {"numpy": np, "x": np.zeros(given)})
        assert taken[-3:] == turned.shape[-3:]


def test_a_map_tells_how_to_turn_pictures(float_path, images):
    model = swiftlet.Model(float_path)
    with pytest.raises(swiftlet.InputError, match=r"the model takes N×H×W×C: numpy.transpose\(x, \(0, 2, 3, 1\)\)"):
        model.map(images.transpose(0, 3, 1, 2))


def test_samples_whose_channels_stand_elsewhere_are_told_how_to_turn(tmp_path):
    turns = {(5, 3, 8, 6): "the network takes N×H×W×C: numpy.transpose(x, (0, 2, 3, 1))",
             (3, 8, 6): "the network takes H×W×C: numpy.transpose(x, (1, 2, 0))"}
    for shape, remedy in turns.items():
        with pytest.raises(swiftlet.InputError) as caught:
            _samples.words("--samples", np.zeros(shape), [_samples.Door("x", (1, 8, 6, 3), "float32")], tmp_path)
        assert caught.value.remedy == remedy
