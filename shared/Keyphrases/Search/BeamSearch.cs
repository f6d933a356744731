using Engram.Keyphrases.Encoding;
using Engram.Text;

namespace Engram.Keyphrases.Search;

/// <summary>
/// Beam search over a batch of posts, as in the released code (papers' sequence_generator.py): beams are ordered by the sum of log(P +
/// 1e-8), finished phrases by its mean. A post's phrases do not depend on the batch. B posts, K beams per post, D width of a state.
/// </summary>
public sealed class BeamSearch(Vocabulary vocabulary, BeamSearchOptions options)
{
    /// <returns>The best phrases of each post, best first; at most <see cref="BeamSearchOptions.Best"/>.</returns>
    public IReadOnlyList<IReadOnlyList<GeneratedPhrase>> Run(IKeyphraseDecoder decoder, IReadOnlyList<PostEncoding> posts)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(posts);
        var D = decoder.StateWidth;
        var searches = posts.Select((post, place) => new PostSearch(post, decoder.InitialStates.Slice(place * D, D), vocabulary, options))
            .ToArray();
        var live = searches;
        for (var word = 0; word < options.MaxWords; word++)
        {
            var result = decoder.Step(StepOf(live, D));
            var row = 0;
            foreach (var search in live)
                row += search.Advance(result, row);

            int[] kept = [.. Enumerable.Range(0, live.Length).Where(place => !live[place].IsDone)];
            if (kept.Length == 0)
                break;
            if (kept.Length < live.Length)
            {
                live = [.. kept.Select(place => live[place])];
                decoder.Keep(kept);
            }
        }

        return [.. searches.Select(search => search.BestPhrases())];
    }

    private DecoderStep StepOf(IReadOnlyList<PostSearch> live, int D)
    {
        var K = live.Max(search => search.LiveBeams);
        var tokens = new long[live.Count * K];
        var states = new float[live.Count * K * D];
        var rows = new List<long>(tokens.Length);
        for (var place = 0; place < live.Count; place++)
        {
            for (var beam = 0; beam < live[place].LiveBeams; beam++)
            {
                var row = place * K + beam;
                rows.Add(row);
                tokens[row] = live[place].TokenBefore(beam);
                live[place].StateBefore(beam).Span.CopyTo(states.AsSpan(row * D, D));
            }
        }

        return new DecoderStep { Posts = live.Count, Beams = K, Tokens = tokens, States = states, Rows = [.. rows],
            Best = Math.Min(options.Beams, vocabulary.Count) };
    }
}
