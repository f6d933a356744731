using System.Text.Json;
using Engram.Datasets.Sequences;
using Engram.MemorySearch.Index;
using Engram.TestKit;
using Engram.Training.Recipes.Memories;
using Engram.Training.Recipes.Sequences;

namespace Engram.Trainer.Tests.Sequences;

/// <summary>A folder with made-up sessions over a made-up knowledge base: films of directors, in which only the director tells what comes
/// next.</summary>
internal sealed class TinySessions : IDisposable
{
    public const int Directors = 12;
    public const int FilmsEach = 10;

    private readonly TemporaryFolder _folder = new();

    public TinySessions(int subjects = 40)
    {
        Triple[] triples = [.. Enumerable.Range(0, Directors * FilmsEach).SelectMany(film => (Triple[])
        [
            new() { Subject = FilmOf(film), Relation = "directed_by", ObjectText = $"Director {film % Directors}" },
            new() { Subject = FilmOf(film), Relation = "release_year", ObjectText = $"{1990 + (film / 5)}" },
        ])];
        TripleFile.Write(In("triples.ndjson"), triples);
        var sessions = new SyntheticSessions(triples, seed: 3);
        Events = [.. Enumerable.Range(1, subjects).SelectMany(subject => sessions.Draw($"s{subject}").Events)];
        Write(Events);
    }

    public string Path => _folder.Path;

    public IReadOnlyList<SequenceEvent> Events { get; }

    public string In(string file) => System.IO.Path.Combine(_folder.Path, file);

    public void Write(IEnumerable<SequenceEvent> events) => File.WriteAllLines(
        In(SequenceSource.EventsFileName), events.Select(one => JsonSerializer.Serialize(one, JsonSerializerOptions.Web)));

    public void Dispose() => _folder.Dispose();

    private static string FilmOf(int film) => $"Film {film}";
}
