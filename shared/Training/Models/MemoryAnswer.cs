using Engram.Training.Torch;

namespace Engram.Training.Models;

/// <summary>R of a memory network: puts the answer into words.</summary>
internal interface IResponseDecoder
{
    /// <summary>State after reading the question.</summary>
    AnswerState Begin(MemoryStory story);

    /// <summary>State after also reading the memory that O picked.</summary>
    /// <param name="state">State before the pick.</param>
    /// <param name="choice">[B, N]: 1 for the picked memory. Picking the stop memory changes nothing.</param>
    AnswerState Next(AnswerState state, Tensor choice);

    /// <summary>Loss of the correct answers, summed over the questions.</summary>
    /// <param name="state">State after the last pick.</param>
    /// <param name="answers">[B]: index of each correct answer.</param>
    /// <param name="ranking">Margin ranking loss, given rows of scores and the correct column of each row.</param>
    Tensor Loss(AnswerState state, IReadOnlyList<long> answers, Func<Tensor, long[], Tensor> ranking);

    /// <summary>Log-probability of each word after each prefix of an answer, [B, P, R].</summary>
    Tensor LogProbabilities(AnswerState state);
}

/// <summary>What R has read so far.</summary>
/// <param name="Story">The questions.</param>
/// <param name="Context">[B, n]: embedding or recurrent state of what was read.</param>
/// <param name="Words">[B, V]: how often each word was read; null without exact matching.</param>
/// <param name="Hop">Number of picks read.</param>
internal sealed record AnswerState(MemoryStory Story, Tensor Context, Tensor? Words, int Hop);

/// <summary>The answers as word sequences (2016: adaptive responses), as a tree of their prefixes. If any answer has several words, each
/// sequence ends with an end marker. The target words of an answer are those along its path.</summary>
internal sealed class AnswerTree
{
    // Id of the end marker. No word has it, since 0 is padding.
    private const long End = 0;

    public AnswerTree(IReadOnlyList<long[]> answers)
    {
        var isList = answers.Any(answer => answer.Length > 1);
        Words = [.. answers.SelectMany(answer => answer).Distinct(), .. isList ? [End] : Array.Empty<long>()];
        var columnOf = Words.Index().ToDictionary(word => word.Item, word => word.Index);
        var beginnings = new List<int[]> { Array.Empty<int>() };
        var placeOf = new Dictionary<(int Beginning, int Word), int>();
        Steps = [.. answers.Select(StepsOf)];
        Beginnings = beginnings;

        (int, int)[] StepsOf(long[] answer)
        {
            var (at, steps) = (0, new List<(int, int)>());
            int[] columns = [.. answer.Select(word => columnOf[word]), .. isList ? [columnOf[End]] : Array.Empty<int>()];
            foreach (var column in columns)
            {
                steps.Add((at, column));
                if (steps.Count == columns.Length)
                    break;
                if (!placeOf.TryGetValue((at, column), out var next))
                {
                    next = placeOf[(at, column)] = beginnings.Count;
                    beginnings.Add([.. beginnings[at], column]);
                }

                at = next;
            }

            return [.. steps];
        }
    }

    /// <summary>R: ids of the words of answers, each once; the end marker has id 0.</summary>
    public IReadOnlyList<long> Words { get; }

    /// <summary>P: words of each prefix, as indices into <see cref="Words"/>; the first prefix is empty.</summary>
    public IReadOnlyList<int[]> Beginnings { get; }

    /// <summary>The steps of each answer: a prefix and the word that follows it.</summary>
    public IReadOnlyList<(int Beginning, int Word)[]> Steps { get; }

    /// <summary>Most words of an answer, including its end marker.</summary>
    public int Longest => Steps.Max(steps => steps.Length);

    /// <summary>[A, L]: index prefix * R + word of each step, padded with 0; and 1 for each real step.</summary>
    public (long[] Places, float[] Mask) Table()
    {
        var (places, mask) = (new long[Steps.Count * Longest], new float[Steps.Count * Longest]);
        for (var answer = 0; answer < Steps.Count; answer++)
        {
            for (var step = 0; step < Steps[answer].Length; step++)
            {
                places[(answer * Longest) + step] = (Steps[answer][step].Beginning * Words.Count) + Steps[answer][step].Word;
                mask[(answer * Longest) + step] = 1;
            }
        }

        return (places, mask);
    }

    /// <summary>[P, R]: how often each prefix contains each word.</summary>
    public float[] Bags()
    {
        var bags = new float[Beginnings.Count * Words.Count];
        for (var beginning = 0; beginning < Beginnings.Count; beginning++)
        {
            foreach (var word in Beginnings[beginning])
                bags[(beginning * Words.Count) + word]++;
        }

        return bags;
    }

    /// <summary>Log-probabilities of words [B, P, R] -> probabilities of answers [B, A]: the product over an answer's words, normalized
    /// over the list.</summary>
    public Tensor Probabilities(Tensor words)
    {
        var (places, mask) = Table();
        // [B, A L]
        var steps = words.reshape(words.shape[0], Beginnings.Count * Words.Count).index_select(1, torch.tensor(places, [places.Length]));
        return (steps.reshape(words.shape[0], Steps.Count, Longest) * torch.tensor(mask, [Steps.Count, Longest])).sum(2).softmax(1);
    }

    /// <summary>Steps of each question's answer: question, prefix and target word.</summary>
    public (int Row, int Beginning, int Word)[] StepsOf(IReadOnlyList<long> answers) =>
        [.. answers.Index().SelectMany(answer => Steps[(int)answer.Item].Select(step => (answer.Index, step.Beginning, step.Word)))];

    /// <summary>Selects from scores [B, P, R] the rows along the path of each question's answer, [steps, R], and the target word of each
    /// row.</summary>
    public (Tensor Scores, long[] Right) OnTheWay(Tensor scores, IReadOnlyList<long> answers)
    {
        var steps = StepsOf(answers);
        var rows = scores.reshape(scores.shape[0] * Beginnings.Count, Words.Count).index_select(
            0, torch.tensor([.. steps.Select(step => ((long)step.Row * Beginnings.Count) + step.Beginning)], [steps.Length]));
        return (rows, [.. steps.Select(step => (long)step.Word)]);
    }
}

/// <summary>R as a scorer of words: s_R([x, m_o1 .. m_ok, words so far], w). The words so far have their own block of weights.</summary>
internal sealed class WordAnswer : Module, IResponseDecoder
{
    private readonly AnswerTree _answers;
    private readonly MemoryNetworkOptions _options;

    public WordAnswer(MemoryTexts texts, AnswerTree answers, int most, MemoryNetworkOptions options)
    {
        (_answers, _options) = (answers, options);
        WordIds = [.. answers.Words.Select(id => texts.IsSeen(id) ? id : 0)];
        var n = options.Width;
        Tensor Block(string name, long features) => register_parameter(name, torch.normal([features, n], 0, options.InitialWeights));
        Asked = Block("asked", texts.Features);
        Found = [.. Enumerable.Range(1, Math.Min(most, options.Blocks)).Select(hop => Block($"found_{hop}", texts.Features))];
        Word = Block("word", answers.Words.Count);
        Said = answers.Beginnings.Count > 1 ? Block("said", answers.Words.Count) : null;
        Hidden = options.Nonlinear ? register_parameter("hidden", torch.uniform([n, n], -1 / Math.Sqrt(n), 1 / Math.Sqrt(n))) : null;
        Neighbours = texts.Unseen > 0 ? Block("neighbours", 2 * texts.Words) : null;
        Match = options.ExactMatch ? Block("match", answers.Words.Count) : null;
    }

    /// <summary>Block of U_R for the question's words, [F, n].</summary>
    public Tensor Asked { get; }

    /// <summary>Blocks for words of supporting memories, [F, n]: one for all hops, or one per hop.</summary>
    public IReadOnlyList<Tensor> Found { get; }

    /// <summary>Block for the scored word, [R, n].</summary>
    public Tensor Word { get; }

    /// <summary>Block for the answer's words so far, [R, n]; null if every answer is a single word.</summary>
    public Tensor? Said { get; }

    /// <summary>W of the second layer, [n, n]; null for linear matching.</summary>
    public Tensor? Hidden { get; }

    /// <summary>Block for the words left and right of an unseen word, [2V, n]; null without unseen words.</summary>
    public Tensor? Neighbours { get; }

    /// <summary>Block for a scored word that the question or a supporting memory contains, [R, n]; null without exact matching.</summary>
    public Tensor? Match { get; }

    /// <summary>gamma: the margin, by which scores are divided.</summary>
    public double Margin => _options.Margin;

    /// <summary>[R]: ids of the words; 0 for the end marker and for words that no text contains. No text contains id 0, so these match
    /// nothing.</summary>
    public long[] WordIds { get; }

    /// <summary>Index in <see cref="Found"/> of the block for the memory picked at a hop (from 0).</summary>
    public int BlockAt(int hop) => Math.Min(hop, Found.Count - 1);

    public AnswerState Begin(MemoryStory story) => new(
        story,
        story.Question.Embed(Asked, Unseen(story)).squeeze(1), // [B,n]
        Match is null ? null : story.Question.Words!.squeeze(1), // [B,V]
        0);

    public AnswerState Next(AnswerState state, Tensor choice)
    {
        var memory = choice.narrow(1, 0, state.Story.Memories); // [B,M]
        var sentences = state.Story.Sentences;
        return state with
        {
            Context = state.Context + SupportingFactSelector.Of(memory, sentences.Embed(Found[BlockAt(state.Hop)], Unseen(state.Story))),
            Words = state.Words is null ? null : state.Words + SupportingFactSelector.Of(memory, sentences.Words!),
            Hop = state.Hop + 1,
        };
    }

    public Tensor Loss(AnswerState state, IReadOnlyList<long> answers, Func<Tensor, long[], Tensor> ranking)
    {
        // Of all prefixes, only those along the correct answers are scored: S steps.
        var steps = _answers.StepsOf(answers);
        var rows = torch.tensor([.. steps.Select(step => (long)step.Row)], [steps.Length]);
        var context = state.Context.index_select(0, rows); // [S,n]
        if (Said is not null)
            context = context + Begun().index_select(0, torch.tensor([.. steps.Select(step => (long)step.Beginning)], [steps.Length]));
        var x = SupportingFactSelector.Embed(context, Hidden); // [S,n]
        var y = Candidates(state); // [R,n] or [B,R,n]
        var scores = y.shape.Length == 2 ? x.matmul(y.transpose(0, 1)) : y.index_select(0, rows).bmm(x.unsqueeze(-1)).squeeze(-1); // [S,R]
        return ranking(scores, [.. steps.Select(step => (long)step.Word)]);
    }

    public Tensor LogProbabilities(AnswerState state)
    {
        var context = state.Context.unsqueeze(1); // [B,1,n]
        if (Said is not null)
            context = context + Begun().unsqueeze(0); // [B,P,n]
        var x = SupportingFactSelector.Embed(context, Hidden); // [B,P,n]
        var y = Candidates(state); // [R,n] or [B,R,n]
        var scores = y.shape.Length == 2 ? x.matmul(y.transpose(0, 1)) : x.bmm(y.transpose(1, 2)); // [B,P,R]
        return (scores / Margin).log_softmax(2);
    }

    /// <summary>Embedding of the words of each prefix, [P, n].</summary>
    private Tensor Begun() => torch.tensor(_answers.Bags(), [_answers.Beginnings.Count, _answers.Words.Count]).matmul(Said!);

    /// <summary>E of the scored words, [R, n]; [B, R, n] with exact matching, where it depends on the words read.</summary>
    private Tensor Candidates(AnswerState state)
    {
        if (Match is null)
            return SupportingFactSelector.Embed(Word, Hidden);
        // [B,R,1]
        var isIn = SupportingFactSelector.IsIn(state.Words!.index_select(1, torch.tensor(WordIds, [WordIds.Length]))).unsqueeze(-1);
        return SupportingFactSelector.Embed(Word.unsqueeze(0) + (isIn * Match.unsqueeze(0)), Hidden);
    }

    private Tensor? Unseen(MemoryStory story) => Neighbours is null ? null : story.Contexts!.matmul(Neighbours); // [B,K,n]
}

/// <summary>R as a recurrent network (2015, section 3.1): it reads the words of x, m_o1 .. m_ok and continues with those of the answer. The
/// loss is their negative log-likelihood. A GRU replaces the papers' LSTM.</summary>
internal sealed class RecurrentAnswer : Module, IResponseDecoder
{
    private readonly AnswerTree _answers;

    public RecurrentAnswer(MemoryTexts texts, AnswerTree answers, MemoryNetworkOptions options)
    {
        _answers = answers;
        Embedding = register_module(
            "words", new Embedding(texts.Words + texts.Unseen, options.Width, padding_idx: 0, std: options.InitialWeights));
        Said = register_module("said", new Embedding(answers.Words.Count, options.Width, std: options.InitialWeights));
        Reader = register_module("reader", new GRU(options.Width, options.Width));
        Word = register_module("word", new Linear(options.Width, answers.Words.Count));
    }

    /// <summary>Vectors of the words it reads, including unseen ones, [V + K, n].</summary>
    public Embedding Embedding { get; }

    /// <summary>Vectors of the answer's words so far, [R, n].</summary>
    public Embedding Said { get; }

    public GRU Reader { get; }

    /// <summary>[n] -> [R].</summary>
    public Linear Word { get; }

    public AnswerState Begin(MemoryStory story)
    {
        var inputs = story.Inputs;
        var start = torch.zeros(inputs.Questions, Word.weight.shape[1]);
        return new AnswerState(story, Read(start, inputs.Question, inputs.QuestionWords), null, 0);
    }

    public AnswerState Next(AnswerState state, Tensor choice)
    {
        var (inputs, picked) = (state.Story.Inputs, choice.argmax(1).ToInt64());
        var sentences = new long[inputs.Questions * inputs.KeyWords];
        for (var row = 0; row < inputs.Questions; row++)
        {
            if (picked[row] < inputs.Memories)
                inputs.Keys.AsSpan((int)((row * inputs.Memories) + picked[row]) * inputs.KeyWords, inputs.KeyWords)
                    .CopyTo(sentences.AsSpan(row * inputs.KeyWords));
        }

        return state with { Context = Read(state.Context, sentences, inputs.KeyWords), Hop = state.Hop + 1 };
    }

    public Tensor Loss(AnswerState state, IReadOnlyList<long> answers, Func<Tensor, long[], Tensor> ranking)
    {
        var (words, right) = _answers.OnTheWay(LogProbabilities(state), answers);
        return -words.gather(1, torch.tensor(right, [right.Length, 1])).sum();
    }

    public Tensor LogProbabilities(AnswerState state)
    {
        var (b, n) = (state.Context.shape[0], state.Context.shape[1]);
        var states = state.Context.unsqueeze(1); // [B,1,n]
        if (_answers.Beginnings.Count > 1)
        {
            var (words, lengths) = Padded(_answers);
            var (p, longest) = (lengths.Length, words.Length / lengths.Length);
            var said = Said.forward(torch.tensor(words, [p, longest])).unsqueeze(0).expand(b, p, longest, n).reshape(b * p, longest, n);
            var start = states.expand(b, p, n).reshape(1, b * p, n);
            var all = Enumerable.Range(0, (int)b).SelectMany(_ => lengths).ToArray();
            states = torch.cat([states, Reader.forward_packed(said, all, start).last.reshape(b, p, n)], 1); // [B,P,n]
        }

        return Word.forward(states).log_softmax(2); // [B,P,R]
    }

    /// <summary>All prefixes but the empty one, padded to [P - 1, longest], and their lengths.</summary>
    public static (long[] Words, long[] Lengths) Padded(AnswerTree answers)
    {
        var said = answers.Beginnings.Skip(1).ToArray();
        var longest = said.Max(words => words.Length);
        return ([.. said.SelectMany(words => words.Select(word => (long)word).Concat(Enumerable.Repeat(0L, longest - words.Length)))],
            [.. said.Select(words => (long)words.Length)]);
    }

    /// <summary>Reads ids [B, width] after state [B, n] -> [B, n]. An empty text leaves the state unchanged.</summary>
    private Tensor Read(Tensor state, long[] ids, int width)
    {
        var (b, n) = (state.shape[0], state.shape[1]);
        var lengths = new long[b];
        var isText = new float[b];
        for (var row = 0; row < b; row++)
        {
            var words = width - ids.AsSpan(row * width, width).Count(0L);
            (lengths[row], isText[row]) = (Math.Max(1, words), Math.Min(1, words));
        }

        var read = Reader.forward_packed(Embedding.forward(torch.tensor(ids, [b, width])), lengths, state.unsqueeze(0)).last.reshape(b, n);
        return torch.where(torch.tensor(isText, [b, 1]).gt(0), read, state);
    }
}
