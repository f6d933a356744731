using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engram.Cli.Output;

/// <summary>How the command line writes JSON: names in camel case, enumerations as words, as the gateway does, letters of every script as they are.</summary>
public static class CliJson
{
    public static JsonSerializerOptions OneLine { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static JsonSerializerOptions Indented { get; } = new(OneLine) { WriteIndented = true };
}
