namespace Engram.Inference.Batching;

/// <summary>The model can't compute this request even alone; the others of its batch were answered. The inner exception has the
/// cause.</summary>
public sealed class RequestFailedException : Exception
{
    public RequestFailedException(Exception cause)
        : base($"The model failed on this request alone: {(cause ?? throw new ArgumentNullException(nameof(cause))).Message}", cause)
    {
    }
}
