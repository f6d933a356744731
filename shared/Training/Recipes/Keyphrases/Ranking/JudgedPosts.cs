using System.Security.Cryptography;
using System.Text;

namespace Engram.Training.Recipes.Keyphrases.Ranking;

/// <summary>Tags that a person would keep on training posts. A line is <c>post TAB hash TAB sample TAB core;core TAB fine;fine</c>. Posts
/// are named by position, because we may not redistribute their text: <c>h12</c> is line 12 of the tweets (from 1), <c>e12</c> sentence 12
/// of the entities (from 0).</summary>
internal sealed record JudgedPosts(IReadOnlyList<JudgedPost> Posts)
{
    private const int HashDigits = 8;

    /// <exception cref="InvalidDataException">A line is malformed, or the data has another text at that position; the message names the
    /// line.</exception>
    public static JudgedPosts Read(string path, IReadOnlyList<string> tweets, IReadOnlyList<EntitySentence> sentences) =>
        new([.. File.ReadLines(path).Select((line, index) => Parse(line, $"{path}:{index + 1}", tweets, sentences))]);

    /// <summary>First 8 hex digits of the SHA-256 of a post's text.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashDigits];

    private static JudgedPost Parse(string line, string place, IReadOnlyList<string> tweets, IReadOnlyList<EntitySentence> sentences)
    {
        if (line.Split('\t') is not [{ Length: > 1 } id, var hash, "random" or "hard", var core, var fine]
            || !int.TryParse(id[1..], out var number))
            throw new InvalidDataException($"{place} is not 'post TAB hash TAB random|hard TAB core;core TAB fine;fine'.");
        var text = id[0] switch
        {
            'h' when number >= 1 && number <= tweets.Count => tweets[number - 1],
            'e' when number < sentences.Count => sentences[number].Text,
            _ => throw new InvalidDataException($"{place} names the post {id}, which the data does not hold."),
        };
        return HashOf(text) == hash
            ? new JudgedPost(id, text, line.Contains("\trandom\t", StringComparison.Ordinal), Phrases(core), Phrases(fine))
            : throw new InvalidDataException(
                $"{place} judges another text than the data holds as {id}: its hash is {HashOf(text)}, not {hash}.");
    }

    private static string[] Phrases(string list) => list.Split(';', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A judged post.</summary>
/// <param name="Id">Its position in the data.</param>
/// <param name="Text">Its text.</param>
/// <param name="IsRandom">Whether it was drawn at random. Random posts calibrate and measure; the others were chosen because they are
/// hard.</param>
/// <param name="Core">Phrases for its topic; empty for a post without a topic.</param>
/// <param name="Fine">Further right phrases.</param>
internal sealed record JudgedPost(string Id, string Text, bool IsRandom, IReadOnlyList<string> Core, IReadOnlyList<string> Fine);
