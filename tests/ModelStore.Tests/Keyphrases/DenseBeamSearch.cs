using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Search;
using Engram.Text;

namespace Engram.ModelStore.Tests.Keyphrases;

/// <summary>
/// Reference beam search after the papers' sequence_generator.py: post by post over full tables, without optimizations.
/// <see cref="BeamSearch"/> must find the same phrases.
/// </summary>
internal static class DenseBeamSearch
{
    private sealed record Beam(float Score, long[] Words, float State);

    public static IReadOnlyList<(string Words, float Mean)> Run(
        TableDecoder decoder, int post, PostEncoding encoding, Vocabulary vocabulary, BeamSearchOptions options)
    {
        Beam[] beams = [new(0, [], 0)];
        var finished = new List<Beam>();
        var bestFinished = false;
        for (var step = 0; step < options.MaxWords && !(bestFinished && finished.Count >= options.Best); step++)
        {
            var children = new List<Beam>();
            foreach (var beam in beams)
            {
                if (beam.Words is [.., Vocabulary.End])
                    continue;
                var way = TableDecoder.Way(beam.State, Fed(beam.Words, vocabulary, options));
                var distribution = decoder.Distribution(post, way);
                for (var word = 0; word < distribution.Length; word++)
                    children.Add(new Beam(beam.Score + MathF.Log(distribution[word] + 1e-8f), [.. beam.Words, word], way));
            }

            if (children.Count == 0)
                break;
            beams = [.. children.OrderByDescending(child => child.Score).Take(options.Beams)];
            finished.AddRange(beams.Where(beam => beam.Words[^1] == Vocabulary.End));
            bestFinished |= beams[0].Words[^1] == Vocabulary.End;
        }

        foreach (var beam in beams.Where(beam => beam.Words[^1] != Vocabulary.End))
        {
            if (finished.Count < options.Best)
                finished.Add(beam);
        }

        return [.. finished
            .OrderByDescending(beam => beam.Score / beam.Words.Length)
            .Take(options.Best)
            .Select(beam => (Spell(decoder, post, encoding, vocabulary, options, beam.Words), beam.Score / beam.Words.Length))];
    }

    private static long Fed(long[] words, Vocabulary vocabulary, BeamSearchOptions options)
    {
        if (words.Length == 0)
            return Vocabulary.Begin;
        if (words[^1] < vocabulary.Count)
            return words[^1];
        return options.UnknownFeedback == CopiedWordFeedback.End ? Vocabulary.End : Vocabulary.Unknown;
    }

    private static string Spell(
        TableDecoder decoder, int post, PostEncoding encoding, Vocabulary vocabulary, BeamSearchOptions options, long[] words)
    {
        var spelled = new List<string>();
        var way = 0f;
        for (var i = 0; i < words.Length && words[i] != Vocabulary.End; i++)
        {
            way = TableDecoder.Way(way, Fed(words[..i], vocabulary, options));
            spelled.Add(words[i] == Vocabulary.Unknown
                ? encoding.Words[decoder.Attention(post, way).Index().MaxBy(weight => weight.Item).Index]
                : words[i] < vocabulary.Count ? vocabulary.Words[(int)words[i]] : encoding.UnknownWords[(int)words[i] - vocabulary.Count]);
        }

        return string.Join(' ', spelled);
    }
}
