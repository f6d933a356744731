using Engram.MemoryIndex;

namespace Engram.Benchmarks;

/// <summary>Made-up film facts like WikiMovies: about six facts per film; many films share people and years.</summary>
internal static class SampleFacts
{
    private static readonly string[] Relations =
        ["directed_by", "written_by", "starred_actors", "release_year", "has_genre", "in_language"];

    /// <summary><paramref name="count"/> facts from number <paramref name="start"/> on: subject, relation, object.</summary>
    public static IEnumerable<(string Subject, string Relation, string Value)> From(int start, int count)
    {
        for (var fact = start; fact < start + count; fact++)
        {
            var film = fact / Relations.Length;
            var relation = Relations[fact % Relations.Length];
            var value = relation switch
            {
                "release_year" => $"{1920 + (film % 100)}",
                "has_genre" => $"genre{film % 20}",
                "in_language" => $"language{film % 40}",
                _ => $"First{Scatter(fact) % 2_000} Last{Scatter(fact + 7) % 20_000}",
            };
            yield return ($"The Film{film} of Town{Scatter(film) % 5_000}", relation, value);
        }
    }

    public static IEnumerable<Memory> Memories(int start, int facts) => From(start, facts).SelectMany(fact => new[]
    {
        new Memory(MemoryKind.Triple, $"{fact.Subject} {fact.Relation}", fact.Value),
        new Memory(MemoryKind.Reversed, $"{fact.Value} !{fact.Relation}", fact.Subject),
    });

    // Knuth's multiplicative hash: random-looking numbers that are the same in every run.
    private static uint Scatter(int number) => unchecked((uint)number * 2654435761) >> 8;
}
