"""Cases of two inputs, pools, reductions and functions of one element."""

import tensorflow as tf

from case import IMAGE, ODD, ROW, Case, Source, weights


def binaries():
    operations = {
        "add": tf.add,
        "sub": tf.subtract,
        "mul": tf.multiply,
        "div": tf.divide,
        "maximum": tf.maximum,
        "minimum": tf.minimum,
        "squared_difference": tf.math.squared_difference,
    }
    shapes = {
        "equal_shapes": ((1, 4, 4, 3), (1, 4, 4, 3)),
        "by_channel": ((1, 4, 4, 3), (3,)),
        "by_scalar": ((1, 4, 4, 3), (1,)),
        "by_row": ((2, 4, 1, 3), (1, 1, 5, 3)),
        "outer": ((4, 1), (1, 5)),
        "column": ((1, 4, 4, 3), (1, 4, 4, 1)),
    }
    for name, operation in operations.items():
        for shape, (left, right) in shapes.items():
            divisor = (0.5, 2.0) if name == "div" else (-1.0, 1.5)
            sources = [Source(left, -3.0, 2.0), Source(right, *divisor)]
            yield Case(f"{name}_{shape}", operation, sources)
        yield Case(
            f"{name}_constant", lambda x, f=operation: f(x, tf.abs(weights(3)) + 0.5), [Source((1, 4, 4, 3))]
        )
    for name in ("add", "sub", "mul"):
        both = [Source((1, 4, 4, 3)), Source((1, 4, 4, 3), -4.0, 4.0)]
        yield Case(f"{name}_relu", lambda a, b, f=operations[name]: tf.nn.relu(f(a, b)), both)
        yield Case(f"{name}_relu6", lambda a, b, f=operations[name]: tf.nn.relu6(f(a, b)), both)
    yield Case("add_same_input_twice", lambda x: x + x, [IMAGE])
    yield Case("sub_from_constant", lambda x: 1.0 - x, [IMAGE])
    integers = [Source((2, 6), -50, 50, "int32"), Source((2, 6), 1, 9, "int32")]
    for name in ("add", "sub", "mul", "maximum", "minimum"):
        yield Case(f"{name}_int32", operations[name], integers, ("float32",))
    yield Case("floor_div_int32", tf.math.floordiv, integers, ("float32",))
    yield Case("floor_mod_int32", tf.math.floormod, integers, ("float32",))
    yield Case("pow", lambda a, b: tf.pow(a, b), [Source((2, 6), 0.1, 3.0), Source((2, 6), -2.0, 2.0)])
    yield Case("select_greater", lambda a, b: tf.where(a > b, a, b * 2.0), [ROW, ROW])


def pools_and_reductions():
    for name, pool in (("average", tf.nn.avg_pool2d), ("max", tf.nn.max_pool2d)):

        def case(label, size, stride, padding, source=ODD, pool=pool, name=name):
            return Case(f"{name}_pool_{label}", lambda x: pool(x, size, stride, padding), [source])

        yield case("2x2", 2, 2, "VALID", IMAGE)
        yield case("3x3_same", 3, 1, "SAME")
        yield case("3x3_stride2_same", 3, 2, "SAME")
        yield case("3x3_stride2_valid", 3, 2, "VALID")
        yield case("2x3_stride1_valid", (2, 3), 1, "VALID")
        yield case("whole", (7, 9), 1, "VALID")
        yield Case(f"{name}_pool_relu", lambda x, pool=pool: tf.nn.relu(pool(x, 2, 2, "SAME")), [ODD])
    reductions = {
        "mean": tf.reduce_mean,
        "sum": tf.reduce_sum,
        "reduce_max": tf.reduce_max,
        "reduce_min": tf.reduce_min,
        "reduce_prod": tf.reduce_prod,
    }
    axes = {"rows_columns": (1, 2), "channel": (-1,), "row": (1,), "column": (2,), "all": (0, 1, 2, 3)}
    for name, reduction in reductions.items():
        source = Source((1, 3, 4, 5), 0.5, 1.5) if name == "reduce_prod" else Source((1, 6, 7, 5), -2.0, 3.0)
        for label, axis in axes.items():
            for keep in (True, False):
                yield Case(
                    f"{name}_{label}" + ("_keep" if keep else ""),
                    lambda x, f=reduction, axis=axis, keep=keep: f(x, axis, keepdims=keep),
                    [source],
                )


def elementwise():
    wide, positive = Source((1, 3, 5, 7), -8.0, 8.0), Source((1, 3, 5, 7), 0.05, 6.0)
    either = {
        "relu": tf.nn.relu,
        "relu6": tf.nn.relu6,
        "relu_n1_to_1": lambda x: tf.clip_by_value(x, -1.0, 1.0),
        "clip_0_to_1": lambda x: tf.clip_by_value(x, 0.0, 1.0),
        "leaky_relu": lambda x: tf.nn.leaky_relu(x, 0.1),
        "prelu": lambda x: tf.nn.relu(x) + (-weights(1, 1, 7)) * tf.nn.relu(-x),
        "prelu_in_parts": lambda x: tf.nn.relu(x) - weights(7) * tf.nn.relu(-x),
        "elu": tf.nn.elu,
        "gelu": lambda x: tf.nn.gelu(x, approximate=False),
        "gelu_tanh": lambda x: tf.nn.gelu(x, approximate=True),
        "hard_swish": lambda x: x * tf.nn.relu6(x + 3.0) * (1.0 / 6.0),
        "swish": lambda x: x * tf.nn.sigmoid(x),
        "logistic": tf.nn.sigmoid,
        "tanh": tf.nn.tanh,
        "softplus": tf.nn.softplus,
        "abs": tf.abs,
        "neg": tf.negative,
        "square": tf.square,
        "sin": tf.sin,
        "cos": tf.cos,
        "floor": tf.floor,
        "ceil": tf.math.ceil,
        "round": tf.round,
        "sign": tf.sign,
    }
    for name, function in either.items():
        yield Case(name, function, [wide])
    yield Case("exp", tf.exp, [Source((1, 3, 5, 7), -4.0, 2.0)])
    for name, function in (("log", tf.math.log), ("sqrt", tf.sqrt), ("rsqrt", tf.math.rsqrt)):
        yield Case(name, function, [positive])
    for name, function in (("softmax", tf.nn.softmax), ("log_softmax", tf.nn.log_softmax)):
        yield Case(f"{name}_row", function, [ROW])
        yield Case(f"{name}_rank4", function, [wide])
        yield Case(f"{name}_flat", function, [Source((2, 33), -0.1, 0.1)])
        yield Case(f"{name}_steep", function, [Source((1, 5), -40.0, 40.0)])
    yield Case("softmax_beta", lambda x: tf.nn.softmax(x * 0.5), [ROW])
    yield Case("l2_normalization", lambda x: tf.nn.l2_normalize(x, -1), [wide])
    for name, function in (("arg_max", tf.argmax), ("arg_min", tf.argmin)):
        for axis in (-1, 1):
            label = f"{name}_" + ("channel" if axis < 0 else "row")
            yield Case(label, lambda x, f=function, a=axis: f(x, a, output_type=tf.int32), [wide])
