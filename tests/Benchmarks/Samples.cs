using System.Text.Json;
using Engram.DevServers;

namespace Engram.Benchmarks;

/// <summary>The repository's sample posts and pictures, as input for the stages.</summary>
internal static class Samples
{
    private static readonly string Posts = Path.Combine(Clone.Root, "samples", "posts");

    /// <summary>Folder of the evaluation data beside the clone. It may not exist.</summary>
    public static string EvaluationData { get; } = Environment.GetEnvironmentVariable("ENGRAM_DATA")
        ?? Path.Combine(Clone.Root, "..", "shared", "data");

    public static string Models { get; } = Path.Combine(Clone.Root, "models");

    public static byte[][] Pictures() =>
        [.. Directory.GetFiles(Path.Combine(Posts, "pictures")).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    public static string[] Texts() =>
        [.. File.ReadLines(Path.Combine(Posts,
            "posts.ndjson")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!)];
}
