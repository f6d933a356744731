using System.Globalization;
using System.Text;
using System.Text.Json;
using Engram.OnnxGraph;

namespace Engram.TfJsToOnnx;

/// <summary>One node of a TensorFlow.js graph.</summary>
internal sealed class TfJsNode(string name, string op, IReadOnlyList<string> inputs, IReadOnlyDictionary<string, JsonElement> attributes)
{
    public string Name => name;

    public string Op => op;

    /// <summary>Names of its input values, <c>node</c> or <c>node:output</c>, without control inputs.</summary>
    public IReadOnlyList<string> Inputs => inputs;

    public string? Text(string attribute) =>
        attributes.TryGetValue(attribute, out var value) && value.TryGetProperty("s", out var text) ? Decode(text) : null;

    public bool Flag(string attribute) =>
        attributes.TryGetValue(attribute, out var value) && value.TryGetProperty("b", out var flag) && flag.GetBoolean();

    public float Number(string attribute, float whenAbsent) =>
        attributes.TryGetValue(attribute, out var value) && value.TryGetProperty("f", out var number) ? number.GetSingle() : whenAbsent;

    public long[] Integers(string attribute) => [.. List(attribute, "i").Select(WholeNumber)];

    public string[] Texts(string attribute) => [.. List(attribute, "s").Select(Decode)];

    private IEnumerable<JsonElement> List(string attribute, string kind) =>
        attributes.TryGetValue(attribute, out var value) && value.TryGetProperty("list", out var list)
            && list.TryGetProperty(kind, out var items)
            ? items.EnumerateArray()
            : [];

    /// <summary>In the JSON form of protocol buffers 64-bit numbers are strings; some writers leave them as numbers.</summary>
    private static long WholeNumber(JsonElement number) =>
        number.ValueKind == JsonValueKind.String ? long.Parse(number.GetString()!, CultureInfo.InvariantCulture) : number.GetInt64();

    /// <summary>In the JSON form of protocol buffers bytes are base64; older converters wrote an array of numbers.</summary>
    private static string Decode(JsonElement bytes) => Encoding.UTF8.GetString(
        bytes.ValueKind == JsonValueKind.Array ? [.. bytes.EnumerateArray().Select(value => value.GetByte())] : bytes.GetBytesFromBase64());
}
