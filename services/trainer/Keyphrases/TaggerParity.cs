using Engram.ModelPackage.Keyphrases;
using Engram.Trainer.Torch;
using Engram.Trainer.Training;

namespace Engram.Trainer.Keyphrases;

/// <summary>What the exported tagger must compute of a batch, by the names of <see cref="TaggerInterface"/>.</summary>
public static class TaggerParity
{
    /// <param name="batch">The inputs.</param>
    /// <param name="channels">Features a region.</param>
    /// <param name="logits">[B, L].</param>
    /// <param name="tokenAttention">[B, T].</param>
    public static ParityCase CaseOf(TaggerBatch batch, int channels, Tensor logits, Tensor tokenAttention)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(tokenAttention);
        var (b, t) = (batch.Posts, batch.LongestPost);
        return new ParityCase(
            [
                new(TaggerInterface.TokensInput, batch.Tokens, [b, t]),
                new(TaggerInterface.TokenLengthsInput, batch.TokenLengths, [b]),
                new(TaggerInterface.AttributesInput, batch.Attributes, [b, TaggerInterface.Attributes]),
                new(TaggerInterface.AttributeMaskInput, batch.AttributeMask, [b, TaggerInterface.Attributes]),
                new(TaggerInterface.GridInput, batch.Grid, [b, TaggerInterface.Regions, channels]),
                new(TaggerInterface.GridMaskInput, batch.GridMask, [b, TaggerInterface.Regions]),
            ],
            [
                new(TaggerInterface.ProbabilitiesOutput, logits.softmax(-1).ToFloat32()),
                new(TaggerInterface.TokenAttentionOutput, tokenAttention.ToFloat32()),
            ]);
    }
}
