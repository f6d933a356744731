using Engram.OnnxGraph.Keyphrases;
using Engram.Training.Models;

namespace Engram.Training.Recipes.Keyphrases;

/// <summary>Copies the weights of a trained generator for the ONNX graph of its step.</summary>
public static class GeneratorWeights
{
    /// <param name="model">A model with a generator.</param>
    /// <param name="copyWeight">a: weight of copied words.</param>
    /// <param name="halfWeights">Whether to store weights as 16-bit floats, to which they are already rounded.</param>
    public static DecoderWeights Of(M3hAtt model, double copyWeight, bool halfWeights = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        var generator = model.Generator ?? throw new ArgumentException("The model has no generator.", nameof(model));
        return new DecoderWeights
        {
            Words = model.Shape.Words,
            EmbeddingWidth = model.Shape.EmbeddingWidth,
            Width = model.Shape.Width,
            Embedding = model.Reader.Embedding.weight.ToFloat32(),
            GruInput = generator.Recurrence.Weights[0].ToFloat32(),
            GruHidden = generator.Recurrence.Weights[1].ToFloat32(),
            GruInputBias = generator.Recurrence.Weights[2].ToFloat32(),
            GruHiddenBias = generator.Recurrence.Weights[3].ToFloat32(),
            AttentionState = generator.Attention.Query.weight.ToFloat32(),
            AttentionBias = generator.Attention.Query.bias!.ToFloat32(),
            AttentionScore = generator.Attention.Score.weight.ToFloat32(),
            Context = generator.Attention.Output.weight.ToFloat32(),
            ContextBias = generator.Attention.Output.bias!.ToFloat32(),
            Hidden = generator.Narrow.weight.ToFloat32(),
            HiddenBias = generator.Narrow.bias!.ToFloat32(),
            Vocabulary = generator.Words.weight.ToFloat32(),
            VocabularyBias = generator.Words.bias!.ToFloat32(),
            Generate = generator.Gate.weight.ToFloat32(),
            GenerateBias = generator.Gate.bias!.ToFloat32(),
            CopyWeight = (float)copyWeight,
            HalfWeights = halfWeights,
        };
    }
}
