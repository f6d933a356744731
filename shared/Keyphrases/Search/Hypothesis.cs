namespace Engram.Keyphrases.Search;

/// <summary>A partial phrase: its last word and the hypothesis that the word extends.</summary>
/// <param name="Before">Null for the first word.</param>
/// <param name="Word">Id in the post's extended vocabulary.</param>
/// <param name="Score">Sum of log(P + 1e-8) so far.</param>
/// <param name="State">h after the step that chose the word, [D].</param>
/// <param name="Attention">Attention of that step, [T].</param>
/// <param name="CopiedFromPost">Share of the word's probability that came from copying from the post.</param>
/// <param name="CopiedFromOcr">Share that came from copying from the picture's words.</param>
internal sealed record Hypothesis(
    Hypothesis? Before, long Word, float Score, ReadOnlyMemory<float> State, ReadOnlyMemory<float> Attention, float CopiedFromPost,
    float CopiedFromOcr)
{
    public int Length { get; } = (Before?.Length ?? 0) + 1;

    public float MeanScore => Score / Length;

    /// <summary>All steps, first word first.</summary>
    public IReadOnlyList<Hypothesis> Steps
    {
        get
        {
            var steps = new Hypothesis[Length];
            for (var step = this; step is not null; step = step.Before)
                steps[step.Length - 1] = step;
            return steps;
        }
    }
}
