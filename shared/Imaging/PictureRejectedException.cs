namespace Engram.Imaging;

/// <summary>The bytes are not a picture that is read here, and trying again will not change that: the sender's fault, not ours.</summary>
public sealed class PictureRejectedException : Exception
{
    public PictureRejectedException(string code, string reason, Exception? innerException = null)
        : base(reason, innerException) => Code = code;

    /// <summary>One of <see cref="PictureRejections"/>, a stable word for programs.</summary>
    public string Code { get; }

    /// <summary>Sentence for people: what is wrong and what would be right.</summary>
    public string Reason => Message;
}
