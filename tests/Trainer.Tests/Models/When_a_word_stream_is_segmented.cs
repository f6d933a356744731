using Engram.Text;
using Engram.Trainer.Tests.Torch;
using Engram.Training.Models;
using Engram.Training.Torch;

namespace Engram.Trainer.Tests.Models;

/// <summary><see cref="WordStreamSegmenter"/>.</summary>
public sealed class When_a_word_stream_is_segmented : TorchTest
{
    private static readonly string[] Actors = ["mary", "john", "sandra", "daniel"];
    private static readonly string[] Places = ["kitchen", "garden", "office", "hallway"];
    private static readonly string[] Things = ["milk", "apple", "football"];

    [Fact]
    public void Should_find_the_boundaries_of_statements_it_was_not_trained_on()
    {
        using var scope = torch.NewDisposeScope();
        var (training, test) = (Statements(400, seed: 1), Statements(200, seed: 2));
        var vocabulary = Vocabulary.Build(training.SelectMany(Tokenizer.Tokenize), 100);
        long[] Ids(string text) => [.. Tokenizer.Tokenize(text).Select(word => (long)vocabulary.IdOf(word))];
        torch.manual_seed(3);
        using var segmenter = new WordStreamSegmenter(vocabulary.Count);
        Assert.InRange(F1(segmenter, test, Ids), 0, 0.5); // untrained
        Train(segmenter, [.. training.Select(Ids)]);
        Assert.InRange(F1(segmenter, test, Ids), 0.95, 1);
    }

    [Fact]
    public void Should_ask_segments_to_score_above_the_margin_and_others_below_it()
    {
        using var segmenter = new WordStreamSegmenter(9, longestNgram: 1, margin: 0.5);
        long[][] segments = [[4, 5], [6, 7]];
        // Wrong segments: 4; 6; 4 5 6.
        var right = segmenter.Scores(segments).ToFloat32();
        var wrong = segmenter.Scores([[4], [6], [4, 5, 6]]).ToFloat32();
        Assert.Equal(right.Sum(score => Math.Max(0, 0.5f - score)) + wrong.Sum(score => Math.Max(0, 0.5f + score)),
            segmenter.Loss(segments).item(), 1e-4);
    }

    [Fact]
    public void Should_cut_what_grows_too_long_and_lose_no_word()
    {
        using var segmenter = new WordStreamSegmenter(9, longest: 3, margin: 1000);
        Assert.Equal([[4, 5, 6], [7, 8, 4], [5]], segmenter.Segment([4, 5, 6, 7, 8, 4, 5]));
        Assert.Empty(segmenter.Segment([]));
    }

    private static void Train(WordStreamSegmenter segmenter, long[][] segments)
    {
        using var adam = new Adam(segmenter.named_parameters(), lr: 0.01);
        for (var step = 0; step < 200; step++)
        {
            using var scope = torch.NewDisposeScope();
            adam.zero_grad();
            segmenter.Loss(segments[(step % 10 * 40)..((step % 10 * 40) + 40)]).backward();
            adam.step();
        }
    }

    /// <summary>F1 of the positions in the stream where a segment ends.</summary>
    private static double F1(WordStreamSegmenter segmenter, string[] statements, Func<string, long[]> ids)
    {
        static HashSet<int> Ends(IEnumerable<int> lengths)
        {
            var at = 0;
            return [.. lengths.Select(length => at += length)];
        }

        var parts = statements.Select(ids).ToArray();
        var (right, found) = (Ends(parts.Select(part => part.Length)),
            Ends(segmenter.Segment([.. parts.SelectMany(part => part)]).Select(part => part.Length)));
        return 2.0 * right.Intersect(found).Count() / (right.Count + found.Count);
    }

    private static string[] Statements(int count, int seed)
    {
        var random = new Random(seed);
        string One(string[] of) => of[random.Next(of.Length)];
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(5) switch
        {
            0 => $"{One(Actors)} went back to the {One(Places)}",
            1 => $"{One(Actors)} travelled to the {One(Places)}",
            2 => $"{One(Actors)} picked up the {One(Things)} there",
            3 => $"where is the {One(Things)}",
            _ => $"{One(Actors)} got the {One(Things)}",
        })];
    }
}
