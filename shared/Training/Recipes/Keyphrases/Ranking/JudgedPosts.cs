using System.Security.Cryptography;
using System.Text;

namespace Engram.Training.Recipes.Keyphrases.Ranking;

/// <summary>
/// Which tags a person would keep on posts of the training data: a file of lines <c>post TAB hash TAB sample TAB core;core TAB
/// fine;fine</c>. A post is named by its place, for its text is not ours to give on: <c>h12</c> is line 12 of the tweets, <c>e12</c>
/// sentence 12 of the entities, from 0.
/// </summary>
internal sealed record JudgedPosts(IReadOnlyList<JudgedPost> Posts)
{
    private const int HashDigits = 8;

    /// <exception cref="InvalidDataException">A line is not of the form, or the post at its place is another; the message names
    /// it.</exception>
    public static JudgedPosts Read(string path, IReadOnlyList<string> tweets, IReadOnlyList<EntitySentence> sentences) =>
        new([.. File.ReadLines(path).Select((line, index) => Parse(line, $"{path}:{index + 1}", tweets, sentences))]);

    /// <summary>First digits of the SHA-256 of a post's text.</summary>
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
/// <param name="Id">Its place.</param>
/// <param name="Text">Its words.</param>
/// <param name="IsRandom">Whether it was drawn at random: those calibrate and measure. The others were picked since they are hard.</param>
/// <param name="Core">What it is about; empty for a post without a topic.</param>
/// <param name="Fine">What is right too.</param>
internal sealed record JudgedPost(string Id, string Text, bool IsRandom, IReadOnlyList<string> Core, IReadOnlyList<string> Fine);
