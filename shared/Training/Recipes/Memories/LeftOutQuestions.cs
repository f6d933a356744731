using System.Security.Cryptography;
using System.Text;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Memories;

/// <summary>Held-back questions as hashes, so that training avoids them without storing their text. A line is <c>hops TAB first 16 hex
/// digits of SHA-256 of "entity in lower case|type"</c>, with types as MetaQA names them, such as <c>movie_to_director</c>.</summary>
public sealed class LeftOutQuestions
{
    private const int HashDigits = 16;

    private static readonly Dictionary<string, string> Nouns = new(StringComparer.Ordinal)
    {
        ["directed_by"] = "director", ["written_by"] = "writer", ["starred_actors"] = "actor", ["release_year"] = "year",
        ["has_genre"] = "genre", ["has_tags"] = "tags",
        ["in_language"] = "language", ["has_imdb_rating"] = "imdbrating", ["has_imdb_votes"] = "imdbvotes",
    };

    private readonly HashSet<string> _hashes = new(StringComparer.Ordinal);

    /// <summary>Whether a file holds hashes rather than questions.</summary>
    public static bool IsFileOfHashes(string path) =>
        File.Exists(path) && File.ReadLines(path).FirstOrDefault() is { } line && HashOf(line) is not null;

    /// <exception cref="ExperimentException">A line is not a hash.</exception>
    public void Add(string path)
    {
        foreach (var (index, line) in File.ReadLines(path).Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)))
            _hashes.Add(HashOf(line) ?? throw new ExperimentException($"Line {index + 1} of {path} is no hash of a question; one is "
                + $"hops<TAB>{HashDigits} hex digits."));
    }

    /// <summary>Whether the question for a path of relations from an entity is held back.</summary>
    public bool Contain(string entity, IReadOnlyList<string> path)
    {
        ArgumentNullException.ThrowIfNull(entity);
        if (_hashes.Count == 0 || TypeOf(path) is not { } type)
            return false;
        return _hashes.Contains(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{entity.ToLowerInvariant()}|{type}")))[..HashDigits]);
    }

    /// <summary>MetaQA's name for a path, such as <c>director_to_movie_to_year</c> for <c>!directed_by release_year</c>; null when it has
    /// none.</summary>
    public static string? TypeOf(IReadOnlyList<string> path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Count == 0 || path.Any(relation => !Nouns.ContainsKey(relation.TrimStart('!'))))
            return null;
        // A path starts at a film or, when its first relation is reversed, at that relation's noun: "tag" for !has_tags, although as an
        // answer MetaQA says "tags".
        var start = !path[0].StartsWith('!') ? "movie" : path[0] == "!has_tags" ? "tag" : Nouns[path[0][1..]];
        return string.Join("_to_", path.Select(relation => relation.StartsWith('!') ? "movie" : Nouns[relation]).Prepend(start));
    }

    private static string? HashOf(string line) =>
        line.Split('\t') is [var hops, { Length: HashDigits } hash] && int.TryParse(hops, out _)
            && hash.All(char.IsAsciiHexDigitLower) ? hash : null;
}
