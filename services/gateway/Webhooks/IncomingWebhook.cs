using Engram.ApiContracts;
using Engram.ApiContracts.Webhooks;
using Engram.Gateway.Posts;

namespace Engram.Gateway.Webhooks;

/// <summary>A checked definition of a webhook.</summary>
public sealed record IncomingWebhook(string Url, IReadOnlyList<string> Types, string? Source, bool IsEnabled)
{
    private const int LongestUrl = 2000;

    public static readonly IReadOnlyList<string> KnownTypes =
    [
        "post.tagged", "post.failed", "post.deleted",
        "question.answered", "question.unanswered", "question.failed", "question.deleted",
        "recommendation.recommended", "recommendation.declined", "recommendation.failed", "recommendation.deleted",
        "training.running", "training.done", "training.failed", "training.cancelled", "training.deleted",
    ];

    /// <exception cref="ProblemException">A field is missing or not valid.</exception>
    public static IncomingWebhook Check(WebhookDefinition definition, WebhookOptions options)
    {
        var url = definition.Url is { Length: <= LongestUrl } text && Uri.TryCreate(text, UriKind.Absolute, out var parsed) ? parsed : null;
        if (url is null || url.Scheme is not ("http" or "https"))
            throw Invalid("url", $"is no absolute URL of at most {LongestUrl} characters");
        if (url.Scheme == "http" && !options.AllowPrivateAddresses)
            throw Invalid("url", "is not https: signed events would be readable on their way");
        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            throw Invalid("url", "holds a user name, a password or a fragment; the signature tells who sends");
        if (definition.Types?.FirstOrDefault(type => !KnownTypes.Contains(type)) is { } unknown)
            throw Invalid("types", $"holds '{unknown}'. The nearest that is known: '{Spelling.Nearest(unknown, KnownTypes)}'. There are: "
                + string.Join(", ", KnownTypes));
        if (definition.Source is { } source && !IncomingPost.IsSource(source))
            throw Invalid("source", "is 1 to 32 of a-z, 0-9 and -");
        return new IncomingWebhook(
            url.AbsoluteUri, [.. (definition.Types ?? []).Distinct()], definition.Source, definition.Enabled ?? true);
    }

    private static ProblemException Invalid(string field, string detail) => new(BodyProblems.InvalidField(field, detail));
}
