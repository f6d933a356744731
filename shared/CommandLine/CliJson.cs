using System.Text.Json;
using Engram.Client;

namespace Engram.CommandLine;

/// <summary>JSON settings of the command line's output.</summary>
public static class CliJson
{
    public static JsonSerializerOptions OneLine => ClientJson.Options;

    public static JsonSerializerOptions Indented { get; } = new(ClientJson.Options) { WriteIndented = true };
}
