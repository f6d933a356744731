using System.Text.Json;
using Engram.MemoryNetworks.Sequences;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.TestKit;

namespace Engram.Inference.Tests.Recommendations;

/// <summary>The starter recommender, and the made-up events that it was trained on.</summary>
internal static class StarterRecommender
{
    public const string Name = "films-ksr";

    /// <summary>Items of the sample events, in the order of the file: an hour and then another of each subject.</summary>
    public static IReadOnlyList<string> Items { get; } =
        [.. File.ReadLines(Repository.PathOf("samples", "sessions", "events.ndjson")).Select(line =>
            JsonDocument.Parse(line).RootElement.GetProperty("item").GetString()!)];

    public static SequenceSession Open() => SequenceSession.Open(
        new ModelRepository(Repository.PathOf("models")).Current(Name), ExecutionDevice.Choose(new InferenceOptions()));

    /// <summary>Adds a recommender like it whose items have other names.</summary>
    public static void AddStranger(string models, string name)
    {
        var starter = new ModelRepository(Repository.PathOf("models")).Current(Name);
        var repository = new ModelRepository(models);
        repository.Add(starter.Manifest with { Name = name }, folder =>
        {
            foreach (var file in starter.Manifest.Files.Keys.Where(file => file != "sample.json"))
                File.Copy(starter.PathOf(file), Path.Combine(folder, file));
            var items = starter.Read<string[]>(SequenceInterface.ItemsFileName).Select(item => "Not " + item);
            File.WriteAllText(Path.Combine(folder, SequenceInterface.ItemsFileName), JsonSerializer.Serialize(items));
        });
        repository.Promote(name, starter.Manifest.Version);
    }

    /// <summary>All that a reading says, to compare bit by bit.</summary>
    public static string Told(this NextItems reading) => JsonSerializer.Serialize(reading);
}
