"""Cases of convolutions and matrix products, and of mixtures of operators around them."""

import tensorflow as tf

from case import IMAGE, ODD, ROW, Case, Source, weights


def convolutions():
    def conv(stride=1, dilation=1, padding="SAME", kernel=(3, 3), source=IMAGE, out=6, groups=1):
        depth = source.shape[-1] // groups

        def function(x):
            y = tf.nn.conv2d(x, weights(*kernel, depth, out), stride, padding, dilations=dilation)
            return y + weights(out)

        return function, [source]

    yield Case("conv_3x3_same", *conv())
    yield Case("conv_3x3_valid", *conv(padding="VALID"))
    yield Case("conv_1x1", *conv(kernel=(1, 1)))
    yield Case("conv_1x1_stride2", *conv(kernel=(1, 1), stride=2))
    yield Case("conv_3x3_same_stride2", *conv(stride=2))
    yield Case("conv_3x3_same_stride2_odd", *conv(stride=2, source=ODD, out=17))
    yield Case("conv_3x3_valid_stride2_odd", *conv(stride=2, source=ODD, padding="VALID"))
    yield Case("conv_3x3_stride_2_1", *conv(stride=(2, 1)))
    yield Case("conv_5x2_same_odd", *conv(kernel=(5, 2), source=ODD, out=3))
    yield Case("conv_1x7_same_odd", *conv(kernel=(1, 7), source=ODD, out=1))
    yield Case("conv_3x3_dilation2_same", *conv(dilation=2))
    yield Case("conv_3x3_dilation_2_3_valid_odd", *conv(dilation=(2, 3), padding="VALID", source=ODD))
    yield Case("conv_8x8_valid", *conv(kernel=(8, 8), padding="VALID", out=10))
    yield Case("conv_3x3_groups2", *conv(groups=2))
    yield Case("conv_1x1_groups4_stride2", *conv(groups=4, kernel=(1, 1), stride=2, out=8))
    yield Case("conv_batch3", *conv(source=Source((3, 5, 5, 3))))
    yield Case("conv_without_bias", lambda x: tf.nn.conv2d(x, weights(3, 3, 4, 6), 1, "SAME"), [IMAGE])
    for activation in (tf.nn.relu, tf.nn.relu6, tf.nn.tanh):
        yield Case(
            f"conv_3x3_{activation.__name__}",
            lambda x, activation=activation: activation(conv()[0](x)),
            [IMAGE],
        )

    def transposed(size, stride, padding, kernel=3, out=5):
        def function(x):
            shape = (1, size, size, out)
            return tf.nn.conv2d_transpose(x, weights(kernel, kernel, out, 4), shape, stride, padding)

        return function, [Source((1, 4, 4, 4))]

    yield Case("transpose_conv_3x3_stride2_same", *transposed(8, 2, "SAME"))
    yield Case("transpose_conv_3x3_stride2_valid", *transposed(9, 2, "VALID"))
    yield Case("transpose_conv_2x2_stride2_valid", *transposed(8, 2, "VALID", kernel=2))
    yield Case("transpose_conv_4x4_stride1_same", *transposed(4, 1, "SAME", kernel=4))
    yield Case("transpose_conv_3x3_stride3_same_odd", *transposed(11, 3, "SAME"))
    yield Case(
        "transpose_conv_bias", lambda x: transposed(8, 2, "SAME")[0](x) + weights(5), [Source((1, 4, 4, 4))]
    )


def depthwise():
    def function(multiplier=1, stride=1, dilation=1, padding="SAME", kernel=(3, 3), source=IMAGE):
        depth = source.shape[-1]
        taps = weights(*kernel, depth, multiplier)

        def apply(x):
            steps, gaps = (1, stride, stride, 1), (dilation, dilation)
            y = tf.nn.depthwise_conv2d(x, taps, steps, padding, dilations=gaps)
            return y + weights(depth * multiplier)

        return apply, [source]

    for multiplier in (1, 2, 3):
        yield Case(f"depthwise_3x3_multiplier{multiplier}", *function(multiplier))
        yield Case(f"depthwise_3x3_multiplier{multiplier}_stride2", *function(multiplier, stride=2))
    yield Case("depthwise_3x3_valid_odd", *function(padding="VALID", source=ODD))
    yield Case("depthwise_3x3_stride2_odd", *function(stride=2, source=ODD))
    yield Case("depthwise_5x5_same", *function(kernel=(5, 5)))
    yield Case("depthwise_4x1_valid", *function(kernel=(4, 1), padding="VALID"))
    yield Case("depthwise_3x3_dilation2", *function(dilation=2))
    yield Case("depthwise_3x3_wide", *function(source=Source((1, 5, 5, 37), -3.0, 3.0)))
    yield Case("depthwise_one_channel_multiplier8", *function(8, source=Source((1, 6, 6, 1))))
    yield Case("depthwise_3x3_relu6", lambda x: tf.nn.relu6(function()[0](x)), [IMAGE])


def products():
    dense = weights(10, 7)
    yield Case("fully_connected", lambda x: tf.matmul(x, dense), [ROW])
    yield Case("fully_connected_bias", lambda x: tf.matmul(x, dense) + weights(7), [ROW])
    yield Case("fully_connected_relu", lambda x: tf.nn.relu(tf.matmul(x, dense) + weights(7)), [ROW])
    yield Case("fully_connected_batch5", lambda x: tf.matmul(x, dense) + weights(7), [Source((5, 10))])
    yield Case(
        "fully_connected_long", lambda x: tf.matmul(x, weights(301, 33)) + weights(33), [Source((1, 301))]
    )
    yield Case("fully_connected_one", lambda x: tf.matmul(x, weights(10, 1)) + weights(1), [ROW])
    yield Case("fully_connected_rank3", lambda x: tf.tensordot(x, dense, 1), [Source((2, 3, 10))])
    pair = [Source((2, 3, 4)), Source((2, 4, 5))]
    yield Case("batch_matmul", lambda a, b: tf.matmul(a, b), pair)
    transposed = [Source((2, 3, 4)), Source((2, 5, 4))]
    yield Case("batch_matmul_transposed", lambda a, b: tf.matmul(a, b, transpose_b=True), transposed)


def mixtures():
    def conv(x, out, kernel=3, stride=1):
        depth = x.shape[-1]
        return tf.nn.conv2d(x, weights(kernel, kernel, depth, out), stride, "SAME") + weights(out)

    def spread(x, stride=1):
        depth = x.shape[-1]
        taps = weights(3, 3, depth, 1)
        return tf.nn.depthwise_conv2d(x, taps, (1, stride, stride, 1), "SAME") + weights(depth)

    def gated(x):
        x = conv(x, 8)
        gate = tf.reduce_mean(x, (1, 2), keepdims=True)
        return x * tf.nn.sigmoid(conv(tf.nn.relu(conv(gate, 2, 1)), 8, 1))

    def classifier(x):
        x = tf.nn.avg_pool2d(tf.nn.relu(conv(x, 8)), 2, 2, "VALID")
        return tf.nn.softmax(tf.matmul(tf.reshape(x, [1, -1]), weights(128, 10)) + weights(10))

    both = ("float32", "int8", "int8_between_floats")
    yield Case("residual", lambda x: tf.nn.relu(conv(x, 4) + x), [IMAGE], both)
    yield Case("residual_of_two", lambda x: tf.nn.relu(conv(x, 6) + conv(x, 6, 1)), [IMAGE])
    yield Case("separable", lambda x: tf.nn.relu6(conv(tf.nn.relu6(spread(x, 2)), 8, 1)), [IMAGE], both)
    yield Case("inverted_residual", lambda x: x + conv(spread(tf.nn.relu6(conv(x, 12, 1))), 4, 1), [IMAGE])
    yield Case("branches", lambda x: tf.concat([conv(x, 3), tf.nn.relu(conv(x, 5, 1)), x], -1), [IMAGE])
    yield Case("gated", gated, [IMAGE])
    yield Case("classifier", classifier, [IMAGE], both)
    yield Case(
        "padded_conv",
        lambda x: tf.nn.conv2d(tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]), weights(3, 3, 4, 6), 2, "VALID"),
        [IMAGE],
    )
    yield Case("quantize_only", lambda x: tf.reshape(x, [1, -1]), [IMAGE], ("int8_to_float", "float_to_int8"))
    yield Case("normalized", lambda x: conv(x, 4) * weights(4) + weights(4), [IMAGE])
    yield Case(
        "upsampled_sum",
        lambda x: tf.raw_ops.ResizeNearestNeighbor(images=conv(x, 4, 3, 2), size=(8, 8)) + x,
        [IMAGE],
    )
    yield Case("hard_swish_block", lambda x: conv(x, 6) * tf.nn.relu6(conv(x, 6) + 3.0) / 6.0, [IMAGE])
