namespace Engram.Imaging;

/// <summary>The bytes are not a picture that can be read here. Retrying does not help: the sender must send something else.</summary>
public sealed class PictureRejectedException : Exception
{
    public PictureRejectedException(string code, string reason, Exception? innerException = null)
        : base(reason, innerException) => Code = code;

    /// <summary>One of <see cref="PictureRejections"/>, stable for programs.</summary>
    public string Code { get; }

    /// <summary>Sentence for people: what is wrong and what would be accepted.</summary>
    public string Reason => Message;
}
