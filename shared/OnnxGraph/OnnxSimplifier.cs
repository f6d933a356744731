using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Engram.OnnxGraph;

/// <summary>Rewrites a convolutional network, as Paddle exports it, into fewer operators. The network computes the same but for rounding;
/// ONNX Runtime then passes over its maps less often, and fuses what is left with the convolutions. Applies, as often as they fit:
/// <list type="number">
/// <item>a convolution whose result is only scaled and shifted takes scale and shift into its weights;</item>
/// <item><c>x * clip(x + 3, 0, 6) / 6</c> becomes <c>x * HardSigmoid(x)</c>, the form that ONNX Runtime fuses;</item>
/// <item>a scale and shift before a convolution goes into its weights, or, where the convolution pads with zeros and the shift so can't,
/// becomes one BatchNormalization, which ONNX Runtime keeps in the layout of its convolutions.</item>
/// </list></summary>
public static class OnnxSimplifier
{
    /// <summary>The rewritten bytes of an .onnx file.</summary>
    /// <exception cref="OnnxGraphException">The bytes are not a model, or hold what can't be written again.</exception>
    public static byte[] Simplify(ReadOnlyMemory<byte> model)
    {
        var read = OnnxModelReader.Read(model);
        var graph = new Graph(read);
        while (graph.FoldBehindConvolution() || graph.WriteHardSwish() || graph.FoldBeforeConvolutions())
        {
        }

        return OnnxModelWriter.Write(read with { Nodes = graph.Nodes, Initializers = graph.UsedTensors() });
    }

    private sealed class Graph(OnnxModel model)
    {
        private readonly Dictionary<string, OnnxTensor> _tensors =
            model.Initializers.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);

        private readonly HashSet<string> _outputs = [.. model.Outputs.Select(output => output.Name)];

        public List<OnnxNode> Nodes { get; } = [.. model.Nodes];

        public IReadOnlyList<OnnxTensor> UsedTensors()
        {
            var used = Nodes.SelectMany(node => node.Inputs).Select(input => input.Name).Concat(_outputs).ToHashSet(StringComparer.Ordinal);
            return [.. _tensors.Values.Where(tensor => used.Contains(tensor.Name))];
        }

        public bool FoldBehindConvolution()
        {
            foreach (var convolution in Nodes.Where(node => node.Operator == "Conv"))
            {
                if (OnlyUser(convolution.Outputs[0]) is not { } next
                    || ScaleAndShift(next, convolution.Outputs[0]) is not var (scale, shift)
                    || Weights(convolution) is not var (weights, bias))
                {
                    continue;
                }

                var perChannel = weights.Elements.Length / bias.Length;
                for (var channel = 0; channel < bias.Length; channel++)
                {
                    var row = weights.Elements.AsSpan(channel * perChannel, perChannel);
                    TensorPrimitives.Multiply(row, scale[channel % scale.Length], row);
                    bias[channel] = (bias[channel] * scale[channel % scale.Length]) + shift[channel % shift.Length];
                }

                Replace(convolution, WithWeights(convolution, convolution.Inputs[0], weights, bias) with { Outputs = next.Outputs });
                Nodes.Remove(next);
                return true;
            }

            return false;
        }

        public bool WriteHardSwish()
        {
            foreach (var division in Nodes.Where(node => node.Operator == "Div" && Scalar(node.Inputs[1]) == 6))
            {
                if (Producer(division.Inputs[0], "Mul") is not { } product
                    || Producer(product.Inputs[1], "Clip") is not { } clip || !IsClippedTo6(clip)
                    || Producer(clip.Inputs[0], "Add") is not { } sum || Scalar(sum.Inputs[1]) != 3
                    || sum.Inputs[0] != product.Inputs[0]
                    || new[] { product, clip, sum }.Any(node => OnlyUser(node.Outputs[0]) is null))
                {
                    continue;
                }

                var x = product.Inputs[0];
                var gate = new OnnxNode(
                    $"{division.Name}/gate", "HardSigmoid", [x], [new($"{division.Outputs[0].Name}/gate")],
                    [OnnxAttribute.Float("alpha", 1f / 6), OnnxAttribute.Float("beta", 0.5f)]);
                Replace(division, gate, division with { Operator = "Mul", Inputs = [x, gate.Outputs[0]] });
                Nodes.RemoveAll(node => node == product || node == clip || node == sum);
                return true;
            }

            return false;
        }

        public bool FoldBeforeConvolutions()
        {
            foreach (var product in Nodes.Where(node => node.Operator == "Mul"))
            {
                if (ScaledBy(product) is not var (x, scale)
                    || OnlyUser(product.Outputs[0]) is not { Operator: "Add" } sum || Other(sum, product.Outputs[0]) is not { } addend
                    || Scalar(addend) is not { } shift || _outputs.Contains(sum.Outputs[0].Name))
                {
                    continue;
                }

                var users = Users(sum.Outputs[0]);
                if (users.Exists(user => user.Operator != "Conv" || user.Inputs[0] != sum.Outputs[0] || Weights(user) is null))
                    continue;
                if (users.TrueForAll(user => !Pads(user)) && users.Count > 0)
                    users.ForEach(user => ScaleInput(user, x, scale, shift));
                else if (users is [var only])
                    Replace(sum, Normalization(sum, x, Channels(only), scale, shift));
                else
                    continue;
                Nodes.RemoveAll(node => node == product || node == sum);
                return true;
            }

            return false;
        }

        private void ScaleInput(OnnxNode convolution, OnnxValue x, float scale, float shift)
        {
            var (weights, bias) = Weights(convolution)!.Value;
            var perChannel = weights.Elements.Length / bias.Length;
            for (var channel = 0; channel < bias.Length; channel++)
                bias[channel] += shift * TensorPrimitives.Sum<float>(weights.Elements.AsSpan(channel * perChannel, perChannel));
            TensorPrimitives.Multiply(weights.Elements, scale, weights.Elements);
            Replace(convolution, WithWeights(convolution, x, weights, bias));
        }

        private OnnxNode Normalization(OnnxNode sum, OnnxValue x, int channels, float scale, float shift)
        {
            OnnxValue Filled(string part, float value) =>
                Tensor($"{sum.Outputs[0].Name}/{part}", Enumerable.Repeat(value, channels).ToArray(), [channels]);
            return sum with
            {
                Operator = "BatchNormalization",
                Inputs = [x, Filled("scale", scale), Filled("shift", shift), Filled("mean", 0), Filled("variance", 1)],
                Attributes = [OnnxAttribute.Float("epsilon", 0)],
            };
        }

        /// <summary>What <paramref name="node"/> multiplies its input by and adds to it, one number for all channels or one for each; null
        /// if it does another thing.</summary>
        private (float[] Scale, float[] Shift)? ScaleAndShift(OnnxNode node, OnnxValue input)
        {
            switch (node.Operator)
            {
                case "Mul" when Other(node, input) is { } factor && Scalar(factor) is { } scale:
                    return ([scale], [0]);
                case "Add" when Other(node, input) is { } addend && Scalar(addend) is { } shift:
                    return ([1], [shift]);
                // With more than one output it normalizes by its batch, not by the constants.
                case "BatchNormalization" when node.Outputs.Length == 1 && node.Inputs[1..].All(IsConstant):
                    var (gain, offset, mean, variance) = (
                        Elements(node.Inputs[1]), Elements(node.Inputs[2]), Elements(node.Inputs[3]), Elements(node.Inputs[4]));
                    var epsilon = Attribute<FloatAttribute>(node, "epsilon")?.Value ?? 1e-5f;
                    var scales = gain.Zip(variance, (one, other) => one / MathF.Sqrt(other + epsilon)).ToArray();
                    return (scales, [.. offset.Select((value, channel) => value - (mean[channel] * scales[channel]))]);
                default:
                    return null;
            }
        }

        private (OnnxValue Input, float Scale)? ScaledBy(OnnxNode product) =>
            Scalar(product.Inputs[0]) is { } first && !IsConstant(product.Inputs[1]) ? (product.Inputs[1], first)
            : Scalar(product.Inputs[1]) is { } second && !IsConstant(product.Inputs[0]) ? (product.Inputs[0], second)
            : null;

        private bool IsClippedTo6(OnnxNode clip)
        {
            float? Limit(int input, string attribute) =>
                clip.Inputs.Length > input
                    ? Scalar(clip.Inputs[input])
                    : Attribute<FloatAttribute>(clip, attribute)?.Value;
            return Limit(1, "min") == 0 && Limit(2, "max") == 6;
        }

        /// <summary>Copies of a convolution's weights and bias; null if they are computed.</summary>
        private (Weight Weights, float[] Bias)? Weights(OnnxNode convolution)
        {
            if (!convolution.Inputs[1..].All(IsConstant))
                return null;
            var weights = new Weight(Elements(convolution.Inputs[1]), [.. _tensors[convolution.Inputs[1].Name].Dims]);
            if (weights.Dims.Length < 3 || weights.Elements.Length == 0)
                return null;
            var bias = convolution.Inputs.Length > 2 ? Elements(convolution.Inputs[2]) : new float[weights.Dims[0]];
            return bias.Length == weights.Dims[0] ? (weights, bias) : null;
        }

        private OnnxNode WithWeights(OnnxNode convolution, OnnxValue input, Weight weights, float[] bias)
        {
            var name = convolution.Outputs[0].Name;
            return convolution with
            {
                Inputs = [input, Tensor($"{name}/weights", weights.Elements, weights.Dims), Tensor($"{name}/bias", bias, [bias.Length])],
            };
        }

        private int Channels(OnnxNode convolution)
        {
            var groups = Attribute<IntAttribute>(convolution, "group")?.Value ?? 1;
            return (int)(_tensors[convolution.Inputs[1].Name].Dims[1] * groups);
        }

        /// <summary>Whether zeros are, or may be, added around the input.</summary>
        private static bool Pads(OnnxNode convolution) =>
            Attribute<TextAttribute>(convolution, "auto_pad") is { Value: not "NOTSET" }
            || (Attribute<IntsAttribute>(convolution, "pads") is { } pads && pads.Values.Any(pad => pad != 0));

        private static T? Attribute<T>(OnnxNode node, string name)
            where T : OnnxAttribute => node.Attributes.OfType<T>().FirstOrDefault(attribute => attribute.Name == name);

        private OnnxValue Tensor(string stem, float[] elements, long[] dims)
        {
            var name = stem;
            for (var number = 2; _tensors.ContainsKey(name); number++)
                name = string.Create(CultureInfo.InvariantCulture, $"{stem}.{number}");
            _tensors.Add(name, new OnnxTensor(name, ElementType.Float32, [.. dims], MemoryMarshal.AsBytes<float>(elements).ToArray()));
            return new OnnxValue(name);
        }

        private bool IsConstant(OnnxValue value) =>
            _tensors.TryGetValue(value.Name, out var tensor) && tensor.Type == ElementType.Float32;

        private float[] Elements(OnnxValue value) => MemoryMarshal.Cast<byte, float>(_tensors[value.Name].Data.Span).ToArray();

        /// <summary>The number that a constant holds; null for values that are computed, and for vectors.</summary>
        private float? Scalar(OnnxValue value) => IsConstant(value) && Elements(value) is [var only] ? only : null;

        private OnnxNode? Producer(OnnxValue value, string type) =>
            Nodes.Find(node => node.Operator == type && node.Outputs.Contains(value));

        private List<OnnxNode> Users(OnnxValue value) => Nodes.FindAll(node => node.Inputs.Contains(value));

        /// <summary>The one node that uses a value, if nothing else does.</summary>
        private OnnxNode? OnlyUser(OnnxValue value) => !_outputs.Contains(value.Name) && Users(value) is [var only] ? only : null;

        private static OnnxValue? Other(OnnxNode node, OnnxValue input) =>
            node.Inputs is not [var first, var second] ? null : first == input ? second : first;

        private void Replace(OnnxNode node, params ReadOnlySpan<OnnxNode> replacements)
        {
            var place = Nodes.IndexOf(node);
            Nodes.RemoveAt(place);
            Nodes.InsertRange(place, replacements);
        }

        private sealed record Weight(float[] Elements, long[] Dims);
    }
}
