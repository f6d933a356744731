using System.Text.Json;
using Engram.Client;

namespace Engram.CommandLine;

/// <summary>How the command line prints JSON.</summary>
public static class CliJson
{
    public static JsonSerializerOptions OneLine => ClientJson.Options;

    public static JsonSerializerOptions Indented { get; } = new(ClientJson.Options) { WriteIndented = true };
}
