using System.Numerics.Tensors;
using Engram.ModelStore;

namespace Engram.MemoryNetworks.Encoding;

/// <summary>Calibrated confidence of a network: the probability that its best answer is right, from the network's own certainty
/// c.</summary>
/// <remarks>
/// For recalled answers, c is 1 minus the probability of the NULL answer. A list has no NULL answer: there c is the probability of the best
/// answer plus those at least a quarter as probable (twelve films of one director have about a twelfth each), scaled down to 64 answers if
/// there are more: a network that finds all forty thousand answers equally likely is certain of none. Platt scaling turns c into a
/// frequency, up to a cap: between two films of the same name even a fully certain network sometimes picks the wrong one.
/// <code>
/// recalled: c = sum of p_i        listed: c = min(n, 64) / n * sum of the n p_i >= max(p) / 4
/// score = sigmoid(scale * min(ln(c / (1 - c)), highest) + offset)
/// </code>
/// </remarks>
/// <param name="Scale">Fitted on validation questions, like <paramref name="Offset"/>.</param>
/// <param name="Offset">Added after scaling.</param>
/// <param name="Highest">Cap on ln(c / (1 - c)); certainty above it carries no information.</param>
public sealed record AnswerConfidence(float Scale, float Offset, float Highest = float.PositiveInfinity)
{
    public const string ScaleParameter = "confidence_scale";
    public const string OffsetParameter = "confidence_offset";
    public const string HighestParameter = "confidence_highest";

    private const int MostShared = 64;

    // Closer to 0 or 1, float32 can't tell a probability from 1.
    private const float Closest = 1e-6f;

    /// <summary>Reads a package's calibration. Without a highest certainty in the manifest there is no cap.</summary>
    /// <exception cref="ModelPackageException">The manifest lacks a parameter.</exception>
    public static AnswerConfidence Of(ModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return new AnswerConfidence(manifest.Parameter<float>(ScaleParameter), manifest.Parameter<float>(OffsetParameter),
            manifest.FindParameter<float?>(HighestParameter) ?? float.PositiveInfinity);
    }

    /// <summary>ln(c / (1 - c)) of the network's own certainty c. Without any answer it has its lowest value.</summary>
    /// <param name="probabilities">One per answer.</param>
    /// <param name="answers">Where the answers come from.</param>
    public static float LogitOf(ReadOnlySpan<float> probabilities, AnswerSource answers) =>
        LogitOf(answers == AnswerSource.Recalled ? TensorPrimitives.Sum(probabilities) : OfListed(probabilities));

    /// <summary>ln(c / (1 - c)) of a single answer's probability.</summary>
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

    /// <summary>Probability that the best answer is right, 0 to 1.</summary>
    /// <param name="probabilities">One per answer.</param>
    /// <param name="answers">Where the answers come from.</param>
    public float ScoreOf(ReadOnlySpan<float> probabilities, AnswerSource answers) => ScoreOf(LogitOf(probabilities, answers));

    /// <summary>Probability that the best answer is right, from a value of
    /// <see cref="LogitOf(ReadOnlySpan{float}, AnswerSource)"/>.</summary>
    public float ScoreOf(float logit) => 1 / (1 + MathF.Exp(-((Scale * MathF.Min(logit, Highest)) + Offset)));
}
