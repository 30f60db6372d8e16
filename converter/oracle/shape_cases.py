"""Cases that move elements, resize images or change their type."""

import tensorflow as tf

from case import IMAGE, ROW, Case, Source, weights


def shapes():
    long = Source((1, 4, 6, 3), -2.0, 1.0)
    other = Source((1, 4, 6, 2), -1.0, 4.0)
    yield Case("concatenation_channels", lambda a, b: tf.concat([a, b], -1), [long, other])
    yield Case("concatenation_rows", lambda a, b: tf.concat([a, b], 1), [long, Source((1, 2, 6, 3))])
    yield Case("concatenation_three", lambda a, b, c: tf.concat([a, b, c], 2), [long, long, long])
    yield Case("concatenation_constant", lambda x: tf.concat([x, weights(1, 4, 6, 2)], 3), [long])
    yield Case("split_columns", lambda x: tf.split(x, 3, 2), [long])
    yield Case("split_sizes", lambda x: tf.split(x, [1, 3, 2], 2), [long])
    yield Case("pad", lambda x: tf.pad(x, [[0, 0], [1, 2], [0, 3], [0, 0]]), [long])
    yield Case("pad_channels", lambda x: tf.pad(x, [[0, 0], [0, 0], [0, 0], [1, 2]]), [long])
    yield Case(
        "pad_value", lambda x: tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]], constant_values=0.5), [long]
    )
    pads = [[0, 0], [2, 1], [1, 2], [0, 0]]
    for mode in ("REFLECT", "SYMMETRIC"):
        yield Case(f"mirror_pad_{mode.lower()}", lambda x, m=mode: tf.pad(x, pads, m), [long])
    yield Case("slice", lambda x: tf.slice(x, [0, 1, 2, 0], [1, 2, -1, 2]), [long])
    yield Case("strided_slice_steps", lambda x: x[:, 1::2, :5:3, :], [long])
    yield Case("strided_slice_reversed", lambda x: x[:, ::-1, 4:0:-2, :], [long])
    yield Case("strided_slice_shrink", lambda x: x[:, 2, :, -1], [long])
    yield Case("strided_slice_new_axis", lambda x: x[:, tf.newaxis, 1:3], [long])
    yield Case("strided_slice_ellipsis", lambda x: x[..., 1:], [long])
    yield Case("reverse", lambda x: tf.reverse(x, [2]), [long])
    yield Case("reshape", lambda x: tf.reshape(x, [1, 8, 9]), [long])
    yield Case("squeeze", lambda x: tf.squeeze(x, [0, 2]), [Source((1, 4, 1, 3))])
    yield Case("expand_dims", lambda x: tf.expand_dims(x, 1), [long])
    for order in ((0, 3, 1, 2), (0, 2, 1, 3), (0, 2, 3, 1), (3, 2, 1, 0)):
        label = "".join(map(str, order))
        yield Case(f"transpose_{label}", lambda x, o=order: tf.transpose(x, o), [long])
    yield Case("transpose_10", lambda x: tf.transpose(x), [Source((5, 7))])
    yield Case("pack", lambda a, b: tf.stack([a, b], 1), [ROW, Source((1, 10))])
    yield Case("pack_last", lambda a, b: tf.stack([a, b], -1), [ROW, ROW])
    yield Case("unpack", lambda x: tf.unstack(x, axis=1), [long])
    yield Case("gather_columns", lambda x: tf.gather(x, [5, 0, 0, 3], axis=2), [long])
    yield Case("gather_indices", lambda x, i: tf.gather(x, i, axis=1), [long, Source((1, 5), 0, 4, "int32")])
    yield Case("embedding", lambda i: tf.gather(weights(9, 4), i), [Source((1, 5), 0, 9, "int32")])
    yield Case("tile", lambda x: tf.tile(x, [1, 2, 1, 3]), [long])
    yield Case("space_to_depth", lambda x: tf.nn.space_to_depth(x, 2), [long])
    yield Case("depth_to_space", lambda x: tf.nn.depth_to_space(x, 2), [Source((1, 2, 3, 8))])
    crops = [[0, 0], [0, 0]]
    yield Case("space_to_batch", lambda x: tf.space_to_batch(x, (2, 2), [[1, 1], [0, 2]]), [long])
    yield Case("batch_to_space", lambda x: tf.batch_to_space(x, (2, 2), crops), [Source((4, 2, 3, 3))])

    def dilated(x):
        x = tf.raw_ops.SpaceToBatchND(input=x, block_shape=[2, 2], paddings=[[2, 2], [2, 2]])
        x = tf.nn.relu(tf.nn.conv2d(x, weights(3, 3, 4, 6), 1, "VALID"))
        return tf.raw_ops.BatchToSpaceND(input=x, block_shape=[2, 2], crops=crops)

    yield Case("space_to_batch_conv", dilated, [IMAGE])


def resizes():
    operations = {"bilinear": tf.raw_ops.ResizeBilinear, "nearest": tf.raw_ops.ResizeNearestNeighbor}
    modes = {"plain": (False, False), "align_corners": (True, False), "half_pixel": (False, True)}
    sizes = {"double": (8, 12), "uneven": (7, 5), "smaller": (2, 3), "one": (1, 1)}
    for name, operation in operations.items():
        for mode, (align, half) in modes.items():
            for label, size in sizes.items():

                def function(x, f=operation, align=align, half=half, size=size):
                    return f(images=x, size=size, align_corners=align, half_pixel_centers=half)

                yield Case(f"resize_{name}_{mode}_{label}", function, [Source((1, 4, 6, 3), -2.0, 1.0)])


def casts():
    for element in ("int32", "int64", "int8", "uint8"):
        floats = Source((1, 3, 5, 7), 0.0 if element == "uint8" else -100.0, 100.0)
        integers = Source((2, 9), 0, 100, element)
        yield Case(f"cast_to_{element}", lambda x, e=element: tf.cast(x, e), [floats], ("float32",))
        yield Case(f"cast_from_{element}", lambda x: tf.cast(x, tf.float32), [integers], ("float32",))
    yield Case("cast_to_bool", lambda x: tf.cast(tf.nn.relu(x), tf.bool), [ROW], ("float32",))
