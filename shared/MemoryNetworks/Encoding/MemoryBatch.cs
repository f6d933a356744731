namespace Engram.MemoryNetworks.Encoding;

/// <summary>The inputs of a memory network for B questions, each padded to the longest. All row-major, 0 = padding.</summary>
public sealed record MemoryBatch
{
    /// <summary>B.</summary>
    public required int Questions { get; init; }

    /// <summary>Words of the longest question.</summary>
    public required int QuestionWords { get; init; }

    /// <summary>M: most memories of a question.</summary>
    public required int Memories { get; init; }

    /// <summary>Words of the longest key.</summary>
    public required int KeyWords { get; init; }

    /// <summary>Words of the longest value.</summary>
    public required int ValueWords { get; init; }

    /// <summary>C: most candidates of a question.</summary>
    public required int Candidates { get; init; }

    /// <summary>Words of the longest candidate.</summary>
    public required int AnswerWords { get; init; }

    /// <summary>[B, question words].</summary>
    public required long[] Question { get; init; }

    /// <summary>[B, M, key words].</summary>
    public required long[] Keys { get; init; }

    /// <summary>[B, M, value words].</summary>
    public required long[] Values { get; init; }

    /// <summary>[B, M], 1 = present.</summary>
    public required float[] MemoryMask { get; init; }

    /// <summary>[B, C, answer words].</summary>
    public required long[] CandidateWords { get; init; }

    /// <summary>[B, C], 1 = present.</summary>
    public required float[] CandidateMask { get; init; }

    /// <summary>Combines questions into a batch. Every size is at least 1, as ONNX Runtime requires.</summary>
    public static MemoryBatch Of(IReadOnlyList<EncodedQuestion> questions)
    {
        ArgumentNullException.ThrowIfNull(questions);
        ArgumentOutOfRangeException.ThrowIfZero(questions.Count);
        var questionWords = Longest(questions.Select(question => question.Question));
        var keyWords = Longest(questions.SelectMany(question => question.Keys));
        var valueWords = Longest(questions.SelectMany(question => question.Values));
        var answerWords = Longest(questions.SelectMany(question => question.Candidates));
        var memories = Math.Max(1, questions.Max(question => question.Keys.Count));
        var candidates = Math.Max(1, questions.Max(question => question.Candidates.Count));
        return new MemoryBatch
        {
            Questions = questions.Count,
            QuestionWords = questionWords,
            Memories = memories,
            KeyWords = keyWords,
            ValueWords = valueWords,
            Candidates = candidates,
            AnswerWords = answerWords,
            Question = Pad(questions, question => [question.Question], 1, questionWords),
            Keys = Pad(questions, question => question.Keys, memories, keyWords),
            Values = Pad(questions, question => question.Values, memories, valueWords),
            MemoryMask = Mask(questions, question => question.Keys.Count, memories),
            CandidateWords = Pad(questions, question => question.Candidates, candidates, answerWords),
            CandidateMask = Mask(questions, question => question.Candidates.Count, candidates),
        };
    }

    private static int Longest(IEnumerable<long[]> texts) => texts.Select(text => text.Length).Append(1).Max();

    private static long[] Pad(
        IReadOnlyList<EncodedQuestion> questions, Func<EncodedQuestion, IReadOnlyList<long[]>> textsOf, int texts, int words)
    {
        var padded = new long[questions.Count * texts * words];
        for (var row = 0; row < questions.Count; row++)
        {
            var of = textsOf(questions[row]);
            for (var text = 0; text < of.Count; text++)
                of[text].CopyTo(padded, ((row * texts) + text) * words);
        }

        return padded;
    }

    private static float[] Mask(IReadOnlyList<EncodedQuestion> questions, Func<EncodedQuestion, int> countOf, int width)
    {
        var mask = new float[questions.Count * width];
        for (var row = 0; row < questions.Count; row++)
            mask.AsSpan(row * width, countOf(questions[row])).Fill(1);
        return mask;
    }
}
