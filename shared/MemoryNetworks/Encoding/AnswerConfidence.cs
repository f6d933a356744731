using System.Numerics.Tensors;
using Engram.ModelStore;

namespace Engram.MemoryNetworks.Encoding;

/// <summary>
/// How sure a network is that its best answer is right. Its own certainty c is what it leaves of 1 for its NULL answer, where answers are
/// recalled; a list has no NULL answer, and c is the probability of the best answer together with those that share it (at least a quarter
/// as probable: twelve films of one director have about a twelfth each). That is the share of 64 of them at most: where a network finds all
/// forty thousand answers equally likely, it is certain of none. Platt's scaling makes of it a frequency, up to a highest one: of two films
/// of one name a network may be as certain as it likes, it still takes the wrong one now and then.
/// <code>
/// recalled: c = sum of p_i        listed: c = min(n, 64) / n * sum of the n p_i >= max(p) / 4
/// score = sigmoid(scale * min(ln(c / (1 - c)), highest) + offset)
/// </code>
/// </summary>
/// <param name="Scale">Fitted on validation questions, as <paramref name="Offset"/>.</param>
/// <param name="Offset">Added after the scale.</param>
/// <param name="Highest">Certainty beyond which more of it means nothing, as ln(c / (1 - c)).</param>
public sealed record AnswerConfidence(float Scale, float Offset, float Highest = float.PositiveInfinity)
{
    public const string ScaleParameter = "confidence_scale";
    public const string OffsetParameter = "confidence_offset";
    public const string HighestParameter = "confidence_highest";

    private const int MostShared = 64;

    // Beyond it float32 can't tell a probability from 1.
    private const float Closest = 1e-6f;

    /// <summary>As a package was calibrated; one that names no highest certainty has none.</summary>
    /// <exception cref="ModelPackageException">The manifest lacks a parameter.</exception>
    public static AnswerConfidence Of(ModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return new AnswerConfidence(manifest.Parameter<float>(ScaleParameter), manifest.Parameter<float>(OffsetParameter),
            manifest.FindParameter<float?>(HighestParameter) ?? float.PositiveInfinity);
    }

    /// <summary>ln(c / (1 - c)) of the network's own certainty c. Without an answer it is as low as it gets.</summary>
    /// <param name="probabilities">One an answer.</param>
    /// <param name="answers">Where the answers come from.</param>
    public static float LogitOf(ReadOnlySpan<float> probabilities, AnswerSource answers) =>
        LogitOf(answers == AnswerSource.Recalled ? TensorPrimitives.Sum(probabilities) : OfListed(probabilities));

    /// <summary>The same of one answer's probability.</summary>
    public static float LogitOf(float probability)
    {
        var certainty = Math.Clamp(probability, Closest, 1 - Closest);
        return MathF.Log(certainty / (1 - certainty));
    }

    private static float OfListed(ReadOnlySpan<float> probabilities)
    {
        var least = probabilities.IsEmpty ? 0 : TensorPrimitives.Max(probabilities) / 4;
        var (shared, sum) = (0, 0f);
        foreach (var probability in probabilities)
        {
            if (probability >= least)
                (shared, sum) = (shared + 1, sum + probability);
        }

        return shared > MostShared ? sum * MostShared / shared : sum;
    }

    /// <summary>How probable it is that the best answer is right, 0 to 1.</summary>
    /// <param name="probabilities">One an answer.</param>
    /// <param name="answers">Where the answers come from.</param>
    public float ScoreOf(ReadOnlySpan<float> probabilities, AnswerSource answers) => ScoreOf(LogitOf(probabilities, answers));

    /// <summary>The same of a certainty as <see cref="LogitOf"/> gives it.</summary>
    public float ScoreOf(float logit) => 1 / (1 + MathF.Exp(-((Scale * MathF.Min(logit, Highest)) + Offset)));
}
