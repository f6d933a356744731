namespace Engram.Inference.Keyphrases;

/// <summary>A post that can't be tagged, and a retry would not help.</summary>
/// <param name="code">Stable code for programs, for example <c>nothing-to-read</c>.</param>
/// <param name="reason">Sentence for people.</param>
public sealed class PostRejectedException(string code, string reason, Exception? cause = null) : Exception(reason, cause)
{
    /// <summary>The post has no words, no attributes and no picture features.</summary>
    public const string NothingToRead = "nothing-to-read";

    /// <summary>The stored features are not a grid of the size given in the message.</summary>
    public const string WrongFeatureShape = "wrong-feature-shape";

    /// <summary>The model works, but fails on this post.</summary>
    public const string ModelFailed = "model-failed";

    public string Code => code;
}
