namespace Engram.MemoryNetworks.Facts;

/// <summary>A question as input of a relation network.</summary>
/// <param name="Symbols">Ids of its symbols.</param>
/// <param name="Relations">Ids of the words of each relation it may ask for.</param>
public sealed record RelationQuestion(long[] Symbols, IReadOnlyList<long[]> Relations);

/// <summary>Weights of the relations in each hop: [hops][relations + 1], the last for "none"; each row sums to 1. In the first hop "none"
/// means that no relation is asked for, in later hops that the answer is reached.</summary>
public sealed record RelationReading(IReadOnlyList<float[]> Hops);

/// <summary>The inputs of B questions, each padded to the longest. Row-major, 0 = padding.</summary>
public sealed record RelationBatch
{
    /// <summary>B.</summary>
    public required int Questions { get; init; }

    /// <summary>W: symbols of the longest question.</summary>
    public required int Symbols { get; init; }

    /// <summary>R: most relations of a question.</summary>
    public required int Relations { get; init; }

    /// <summary>V: words of the longest relation.</summary>
    public required int RelationWords { get; init; }

    /// <summary>[B, W].</summary>
    public required long[] Question { get; init; }

    /// <summary>[B, R, V].</summary>
    public required long[] Relation { get; init; }

    /// <summary>[B, R], 1 = present.</summary>
    public required float[] Mask { get; init; }

    /// <summary>Combines questions into a batch. Every size is at least 1, as ONNX Runtime requires.</summary>
    public static RelationBatch Of(IReadOnlyList<RelationQuestion> questions)
    {
        ArgumentNullException.ThrowIfNull(questions);
        ArgumentOutOfRangeException.ThrowIfZero(questions.Count);
        var symbols = Math.Max(1, questions.Max(question => question.Symbols.Length));
        var relations = Math.Max(1, questions.Max(question => question.Relations.Count));
        var words = questions.SelectMany(question => question.Relations).Select(relation => relation.Length).Append(1).Max();
        var batch = new RelationBatch
        {
            Questions = questions.Count,
            Symbols = symbols,
            Relations = relations,
            RelationWords = words,
            Question = new long[questions.Count * symbols],
            Relation = new long[questions.Count * relations * words],
            Mask = new float[questions.Count * relations],
        };
        foreach (var (row, question) in questions.Index())
        {
            question.Symbols.CopyTo(batch.Question, row * symbols);
            batch.Mask.AsSpan(row * relations, question.Relations.Count).Fill(1);
            foreach (var (number, relation) in question.Relations.Index())
                relation.CopyTo(batch.Relation, ((row * relations) + number) * words);
        }

        return batch;
    }

    /// <summary>Splits the addressing [B, H, R + 1] of a batch by question, each with its own number of relations.</summary>
    public static IReadOnlyList<RelationReading> Part(IReadOnlyList<RelationQuestion> questions, ReadOnlySpan<float> addressing, int hops)
    {
        ArgumentNullException.ThrowIfNull(questions);
        var width = Math.Max(1, questions.Max(question => question.Relations.Count)) + 1;
        var readings = new RelationReading[questions.Count];
        for (var row = 0; row < readings.Length; row++)
        {
            var relations = questions[row].Relations.Count;
            var read = new float[hops][];
            for (var hop = 0; hop < hops; hop++)
            {
                var weights = addressing.Slice(((row * hops) + hop) * width, width);
                read[hop] = [.. weights[..relations], weights[^1]];
            }

            readings[row] = new RelationReading(read);
        }

        return readings;
    }
}
