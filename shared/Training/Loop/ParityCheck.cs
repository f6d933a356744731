using Engram.Training.Torch;
using Microsoft.ML.OnnxRuntime;

namespace Engram.Training.Loop;

/// <summary>Runs an exported network in ONNX Runtime on the trainer's inputs and compares the outputs.</summary>
public static class ParityCheck
{
    /// <summary>Both sides compute in float32 but add in a different order. Over a few hundred terms of size 1 that changes the sixth
    /// digit, never the fourth; a wrong weight or operator changes the first.</summary>
    public const float Tolerance = 1e-4f;

    /// <returns>The largest difference between two outputs.</returns>
    /// <exception cref="ParityException">An output differs by more than <see cref="Tolerance"/>, or has another length.</exception>
    public static float Run(string networkPath, IReadOnlyList<ParityCase> cases)
    {
        ArgumentNullException.ThrowIfNull(cases);
        if (cases.Count == 0)
            throw new ParityException("There is nothing to compare the exported network by.");
        using var options =
            new Microsoft.ML.OnnxRuntime.SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(networkPath, options);
        return cases.Max(one => Compare(session, one));
    }

    private static float Compare(InferenceSession session, ParityCase one)
    {
        var inputs = one.Inputs.ToDictionary(input => input.Name, Value);
        try
        {
            using var run = new RunOptions();
            using var outputs = session.Run(run, inputs, [.. one.Outputs.Select(output => output.Name)]);
            return one.Outputs.Zip(outputs).Max(pair => Difference(pair.First, pair.Second.GetTensorDataAsSpan<float>()));
        }
        finally
        {
            foreach (var value in inputs.Values)
                value.Dispose();
        }
    }

    private static float Difference(ParityOutput expected, ReadOnlySpan<float> actual)
    {
        if (expected.Values.Count != actual.Length)
            throw new ParityException(
                $"Output '{expected.Name}' has {actual.Length} values in ONNX Runtime, {expected.Values.Count} in the trainer.");
        var greatest = 0f;
        for (var i = 0; i < actual.Length; i++)
        {
            var difference = Math.Abs(expected.Values[i] - actual[i]);
            // NaN compares false with everything, so the comparison is negated to reject it.
            if (!(difference <= Tolerance))
                throw new ParityException(
                    $"Output '{expected.Name}' differs at {i}: {actual[i]} in ONNX Runtime, {expected.Values[i]} in the trainer.");
            greatest = Math.Max(greatest, difference);
        }

        return greatest;
    }

    private static OrtValue Value(ParityInput input) => input.Values switch
    {
        float[] values => OrtValue.CreateTensorValueFromMemory(values, [.. input.Shape]),
        long[] values => OrtValue.CreateTensorValueFromMemory(values, [.. input.Shape]),
        int[] values => OrtValue.CreateTensorValueFromMemory(values, [.. input.Shape]),
        _ => throw new ShapeException($"Input '{input.Name}' holds {input.Values.GetType()}; use float[], long[] or int[]."),
    };
}

/// <summary>The exported network does not compute what the trainer computes: it must not be served.</summary>
public sealed class ParityException(string message) : Exception(message);
