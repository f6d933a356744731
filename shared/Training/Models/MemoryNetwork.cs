using Engram.MemoryNetworks.Encoding;
using Engram.OnnxGraph;
using Engram.Training.Torch;

namespace Engram.Training.Models;

/// <summary>Memory network with supporting facts (Weston, Chopra and Bordes 2015), with the extensions of Weston et al. 2016 ("Towards
/// AI-complete question answering", section 5: adaptive memories and responses, n-grams, nonlinear matching).</summary>
/// <remarks>
/// It has four parts:
/// <code>
/// I  x -> Phi(x)                                  features of a text, MemoryTexts
/// G  m_N = I(x), N = N + 1                        the story's sentences, in the order they were told
/// O  o_j = winner of s_Ot([x, m_o1 .. m_oj-1], ., .)      until the stop memory wins, SupportingFactSelector
/// R  r = argmax_w s_R([x, m_o1 .. m_ok], w)       IResponseDecoder
/// s(x, y) = E(Phi_x(x)) . E(Phi_y(y))             E(Phi) = tanh(tanh(U Phi) W), or U Phi; U_O and U_R are separate
/// </code>
/// The training data names the supporting memories. Each correct choice (a memory, the stop memory, a word of the answer) must score higher
/// than sampled wrong choices by a margin. Differences from the papers:
/// <list type="bullet">
/// <item>Each supporting memory has its own block of U (<see cref="MemoryNetworkOptions.BlockPerHop"/>). The papers' D = 3|W| has one block
/// for all, which can't tell which of two sentences was found first.</item>
/// <item>s_Ot is made antisymmetric, and the winner is the memory that beats all others; see <see cref="SupportingFactSelector"/>.</item>
/// <item>No memory is picked twice, and the stop memory can't win before as many are picked as every training question needs.</item>
/// <item>Answers come from a list, with probabilities softmax(s_R / gamma): a lead of one margin means odds of e. The paper gives no
/// probabilities.</item>
/// </list>
/// </remarks>
public sealed class MemoryNetwork : StoryNetwork
{
    // B questions, M memories, N = M + 1 with the stop memory, H hops, V words, K unseen words, A answers, P prefixes of answers, R words
    // of answers, n width
    private readonly MemoryNetworkOptions _options;
    private readonly MemoryTexts _texts;
    private readonly AnswerTree _answers;
    private readonly SupportingFactSelector _o;
    private readonly IResponseDecoder _r;

    /// <param name="shape">The data. The ids of <see cref="MemoryNetworkOptions.UnseenWords"/> follow those of its words.</param>
    /// <param name="options">Options of the network.</param>
    public MemoryNetwork(StoryShape shape, MemoryNetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(options);
        (_options, Hops) = (options, Math.Min(shape.MostSupporting, options.MostMemories));
        _answers = new AnswerTree(shape.AnswerWords);
        _texts = new MemoryTexts(shape.Words, options.UnseenWords, options.LongestNgram, options.NgramBuckets, options.ExactMatch);
        _o = register_module("O", new SupportingFactSelector(_texts, Math.Min(shape.FewestSupporting, Hops), Hops, options));
        _r = options.Response == MemoryResponse.Words
            ? register_module("R", new WordAnswer(_texts, _answers, Hops, options))
            : register_module("R", new RecurrentAnswer(_texts, _answers, options));
    }

    public override int Hops { get; }

    public override Tensor Loss(StoryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var story = Store(WithUnseenWords(batch.Inputs, batch.Random));
        var (b, n) = (story.Questions, story.Memories + 1);
        var gold = batch.Supporting.Select(places => places.Where(place => place < story.Memories).Distinct().Take(Hops).ToArray())
            .ToArray();
        var hops = Math.Min(Hops, gold.Max(places => places.Length) + 1);
        var read = _o.Begin(story);
        var answer = _r.Begin(story);
        var loss = torch.zeros();
        for (var hop = 0; hop < hops; hop++)
        {
            // The target is the next supporting memory or, after the last one, the stop memory. A stopped question adds no further terms.
            var right = gold.Select(places => hop < places.Length ? places[hop] : story.Memories).ToArray();
            var isTerm = gold.Select(places => hop < places.Length || (hop == places.Length && hop >= _o.Fewest)).ToArray();
            var choice = OneHot(right, n);
            var wrong = Sample(_o.Available(read) - choice, isTerm, batch.Random); // [B, N]
            loss = loss + ((_options.Margin - _o.Leads(read, choice)).relu() * wrong).sum();
            read = _o.Next(read, choice);
            answer = _r.Next(answer, choice);
        }

        return loss + _r.Loss(answer, batch.Answers, (scores, right) => Ranking(scores, right, batch.Random));
    }

    public override (Tensor probabilities, Tensor addressing) Predict(MemoryBatch batch)
    {
        var story = Store(batch);
        var read = _o.Begin(story);
        var answer = _r.Begin(story);
        var addressing = new List<Tensor>();
        for (var hop = 0; hop < Hops; hop++)
        {
            var choice = OneHot(_o.Pick(read), story.Memories + 1);
            read = _o.Next(read, choice);
            answer = _r.Next(answer, choice);
            var (memory, stop) = (choice.narrow(1, 0, story.Memories), choice.narrow(1, story.Memories, 1));
            // After the stop memory, the weight stays on the memory picked last.
            addressing.Add(hop == 0 ? memory : memory + (stop * addressing[^1]));
        }

        return (_answers.Probabilities(_r.LogProbabilities(answer)), torch.stack(addressing, 1));
    }

    public override OnnxGraphBuilder Export(bool halfWeights = false) =>
        new MemoryNetworkGraph(_texts, _answers, _o, _r, Hops, halfWeights).Build();

    /// <summary>I and G: the features of the question, and of each sentence in its slot.</summary>
    private MemoryStory Store(MemoryBatch batch) => new(
        batch,
        _texts.Read(batch.Question, batch.Questions, 1, batch.QuestionWords),
        _texts.Read(batch.Keys, batch.Questions, batch.Memories, batch.KeyWords),
        torch.tensor(batch.MemoryMask, [batch.Questions, batch.Memories]),
        _texts.Unseen > 0 ? _texts.Contexts(batch) : null);

    /// <summary>Replaces some words of each story by unseen words (2015, section 3.4: d % of the time).</summary>
    private MemoryBatch WithUnseenWords(MemoryBatch batch, Random random)
    {
        if (_texts.Unseen == 0 || _options.WordDropout == 0)
            return batch;
        var (question, keys) = ((long[])batch.Question.Clone(), (long[])batch.Keys.Clone());
        for (var row = 0; row < batch.Questions; row++)
        {
            Span<long> asked = question.AsSpan(row * batch.QuestionWords, batch.QuestionWords);
            Span<long> told = keys.AsSpan(row * batch.Memories * batch.KeyWords, batch.Memories * batch.KeyWords);
            var free = Enumerable.Range(_texts.Words, _texts.Unseen).Select(id => (long)id).Except([.. asked, .. told]).ToArray();
            random.Shuffle(free);
            var dropped = ((long[])[.. asked, .. told]).Where(_texts.IsSeen).Distinct()
                .Where(_ => random.NextDouble() < _options.WordDropout);
            foreach (var (word, unseen) in dropped.Zip(free))
            {
                asked.Replace(word, unseen);
                told.Replace(word, unseen);
            }
        }

        return batch with { Question = question, Keys = keys };
    }

    /// <summary>Sum over sampled wrong columns of max(0, gamma - score of the correct column + score).</summary>
    private Tensor Ranking(Tensor scores, long[] right, Random random)
    {
        var choice = OneHot([.. right.Select(column => (int)column)], (int)scores.shape[1]);
        var wrong = Sample(1 - choice, [.. right.Select(_ => true)], random);
        return ((_options.Margin - (scores * choice).sum(1, keepdim: true) + scores).relu() * wrong).sum();
    }

    /// <summary>For each row that has a term, draws up to <see cref="MemoryNetworkOptions.Negatives"/> of the columns that are 1; these
    /// stay 1 and all others become 0.</summary>
    private Tensor Sample(Tensor candidates, IReadOnlyList<bool> isTerm, Random random)
    {
        var weights = candidates.ToFloat32();
        var columns = (int)candidates.shape[1];
        for (var row = 0; row < isTerm.Count; row++)
        {
            var of = weights.AsSpan(row * columns, columns);
            var left = isTerm[row] ? Math.Min(_options.Negatives, of.Count(1f)) : 0;
            for (var (column, unseen) = (0, of.Count(1f)); column < columns; column++)
            {
                if (of[column] != 1)
                {
                    of[column] = 0;
                    continue;
                }

                // Every remaining candidate is equally likely to be among those still to draw.
                var drawn = left > 0 && random.Next(unseen) < left;
                (of[column], left, unseen) = (drawn ? 1 : 0, drawn ? left - 1 : left, unseen - 1);
            }
        }

        return torch.tensor(weights, candidates.shape);
    }

    private static Tensor OneHot(IReadOnlyList<int> columns, int width)
    {
        var values = new float[columns.Count * width];
        for (var row = 0; row < columns.Count; row++)
            values[(row * width) + columns[row]] = 1;
        return torch.tensor(values, [columns.Count, width]);
    }
}

/// <summary>A batch of questions after I and G.</summary>
/// <param name="Inputs">The word ids.</param>
/// <param name="Question">Features of the questions, one text each.</param>
/// <param name="Sentences">Features of the memories.</param>
/// <param name="Present">[B, M]: 1 where there is a memory.</param>
/// <param name="Contexts">[B, K, 2V]: neighbors of the unseen words; null without unseen words.</param>
internal sealed record MemoryStory(
    MemoryBatch Inputs, MemoryTextBatch Question, MemoryTextBatch Sentences, Tensor Present, Tensor? Contexts)
{
    public int Questions => Inputs.Questions;

    public int Memories => Inputs.Memories;
}
