"""Makes the ExecuTorch files of a network, float and int8, for its XNNPACK backend."""

import torch
from executorch.backends.xnnpack.partition.xnnpack_partitioner import XnnpackPartitioner
from executorch.backends.xnnpack.quantizer import xnnpack_quantizer
from executorch.exir import to_edge_transform_and_lower
from torch.nn import functional
from torchao.quantization.pt2e.quantize_pt2e import convert_pt2e, prepare_pt2e


def activate(value, activation):
    match activation:
        case "none":
            return value
        case "relu":
            return functional.relu(value)
        case "relu6":
            return functional.hardtanh(value, 0, 6)
        case "gelu":
            return functional.gelu(value)
    raise ValueError(f"there is no activation '{activation}'")


def module_of(node):
    """The module that holds a node's weights, for images as [batch, channels, height, width]; None without weights."""
    if node.kind in ("conv", "depthwise"):
        groups = node.weight.shape[2] if node.kind == "depthwise" else 1
        weight = node.weight.transpose(2, 0, 1)[:, None] if groups > 1 else node.weight.transpose(3, 2, 0, 1)
        (top, bottom), (left, right) = node.padding
        even = top == bottom and left == right
        module = torch.nn.Conv2d(weight.shape[1] * groups, weight.shape[0], weight.shape[2:], node.stride,
                                 (top, left) if even else 0, groups=groups)
        module.weight.data = torch.from_numpy(weight.copy())
    elif node.kind == "dense":
        module = torch.nn.Linear(*node.weight.shape)
        module.weight.data = torch.from_numpy(node.weight.T.copy())
    elif node.kind == "layer_norm":
        module = torch.nn.LayerNorm(node.gamma.shape, node.epsilon)
        module.weight.data = torch.from_numpy(node.gamma.copy())
        module.bias.data = torch.from_numpy(node.beta.copy())
        return module
    else:
        return None
    module.bias.data = torch.from_numpy(node.bias.copy())
    return module


class Module(torch.nn.Module):
    """A network as a module of PyTorch."""

    def __init__(self, network):
        super().__init__()
        self.network = network
        self.layers = torch.nn.ModuleDict()
        for index, node in enumerate(network.nodes):
            module = module_of(node)
            if module is not None:
                self.layers[str(index)] = module

    def attention(self, inputs, heads):
        query, key, content = (value.unflatten(-1, (heads, -1)).transpose(1, 2) for value in inputs)
        scores = torch.matmul(query * query.shape[-1] ** -0.5, key.transpose(2, 3))
        return torch.matmul(functional.softmax(scores, -1), content).transpose(1, 2).flatten(2)

    def layer(self, index, node, inputs):
        value = inputs[0]
        match node.kind:
            case "conv" | "depthwise":
                (top, bottom), (left, right) = node.padding
                if top != bottom or left != right:
                    value = functional.pad(value, (left, right, top, bottom))
                return self.layers[str(index)](value)
            case "dense" | "layer_norm":
                return self.layers[str(index)](value)
            case "add":
                return inputs[0] + inputs[1]
            case "max_pool":
                (top, bottom), (left, right) = node.padding
                if top != bottom or left != right:
                    raise ValueError("only an even padding is pooled here")
                return functional.max_pool2d(value, node.kernel, node.stride, (top, left))
            case "mean":
                return value.mean((2, 3))
            case "flatten":
                return value.flatten(1)
            case "softmax":
                return functional.softmax(value, -1)
            case "attention":
                return self.attention(inputs, node.heads)
        raise ValueError(f"there is no node '{node.kind}'")

    def forward(self, value):
        values = [value]
        for index, node in enumerate(self.network.nodes[1:], 1):
            value = self.layer(index, node, [values[position] for position in node.inputs])
            values.append(activate(value, node.attributes.get("activation", "none")))
        return values[-1]


def in_order(samples):
    """Samples with the channels of images first, in the layout that XNNPACK works on."""
    tensor = torch.from_numpy(samples)
    return tensor.permute(0, 3, 1, 2).to(memory_format=torch.channels_last) if tensor.ndim == 4 else tensor


def write(network, path, samples, is_float):
    module = Module(network).eval()
    examples = [(in_order(samples[index:index + 1]),) for index in range(len(samples))]
    if not is_float:
        quantizer = xnnpack_quantizer.XNNPACKQuantizer()
        quantizer.set_global(xnnpack_quantizer.get_symmetric_quantization_config(is_per_channel=True))
        module = prepare_pt2e(torch.export.export(module, examples[0]).module(), quantizer)
        for example in examples:
            module(*example)
        module = convert_pt2e(module)
    exported = torch.export.export(module, examples[0])
    program = to_edge_transform_and_lower(exported, partitioner=[XnnpackPartitioner()]).to_executorch()
    with open(path, "wb") as file:
        program.write_to_file(file)
