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

    /// <summary>Names of the values it takes, <c>node</c> or <c>node:output</c>; control inputs are left out.</summary>
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

    /// <summary>64-bit numbers of a protocol buffer are strings in its JSON form; some writers leave them numbers.</summary>
    private static long WholeNumber(JsonElement number) =>
        number.ValueKind == JsonValueKind.String ? long.Parse(number.GetString()!, CultureInfo.InvariantCulture) : number.GetInt64();

    /// <summary>Bytes are base64 in a protocol buffer's JSON form; older converters wrote an array of numbers.</summary>
    private static string Decode(JsonElement bytes) => Encoding.UTF8.GetString(
        bytes.ValueKind == JsonValueKind.Array ? [.. bytes.EnumerateArray().Select(value => value.GetByte())] : bytes.GetBytesFromBase64());
}
