using System.Text.Json;
using Engram.ApiContracts;
using Engram.Gateway.Admission;
using Engram.Hosting;
using Engram.Messaging.Database;
using Engram.Streams;

namespace Engram.Gateway.Http;

/// <summary>All problems that the gateway answers with.</summary>
public static class Problems
{
    public static Problem MalformedForm(string detail) =>
        new("malformed-form", StatusCodes.Status400BadRequest, "The form can't be read", detail);

    public static Problem BrokenRequest(int status, string detail) => new("bad-request", status, "The request can't be read", detail);

    public static Problem InvalidQuery(string parameter, string detail) =>
        new("invalid-query", StatusCodes.Status400BadRequest, "A query parameter is not valid", $"'{parameter}' {detail}.");

    public static Problem UnknownParameter(string parameter, IReadOnlyList<string> known) => InvalidQuery(parameter, known switch
    {
        _ when parameter.Equals("wait", StringComparison.OrdinalIgnoreCase) =>
            "is no parameter; to wait for a result, send the header 'Prefer: wait=SECONDS'",
        [] => "is not known here: this path takes no parameters",
        _ => $"is not known here. The nearest that is: '{Spelling.Nearest(parameter, known)}'. There are: {string.Join(", ", known)}",
    });

    public static Problem UnknownPost(string id) =>
        new("unknown-post", StatusCodes.Status404NotFound, "There is no such post", $"No post is called '{id}'. It may have been deleted.");

    public static Problem UnknownImage(string id, string number) =>
        new("unknown-image", StatusCodes.Status404NotFound, "There is no such picture",
            $"The post '{id}' has no picture number '{number}'. Its pictures are numbered from 1; one that could not be fetched has no "
            + "bytes.");

    public static Problem Deleted(string detail) =>
        new("deleted", StatusCodes.Status410Gone, "The post was deleted",
            $"{detail} It is not taken again until the deletion is forgotten.");

    public static Problem UnknownQuestion(string id) =>
        new("unknown-question", StatusCodes.Status404NotFound, "There is no such question",
            $"No question is called '{id}'. It may have been deleted.");

    public static Problem UnknownRecommendation(string id) =>
        new("unknown-recommendation", StatusCodes.Status404NotFound, "There is no such recommendation",
            $"No recommendation is called '{id}'. It may have been deleted, with its subject or because of its age.");

    public static Problem UnknownSequence(string name, IReadOnlyList<string> known) =>
        new("unknown-sequence", StatusCodes.Status404NotFound, "There is no such sequence set",
            $"No sequence set is called '{name}'. "
                + (known.Count == 0
                    ? "There is none yet; make one with PUT /v1/sequences/NAME."
                    : $"There are: {string.Join(", ", known)}."))
        {
            Extensions = new Dictionary<string, object?> { ["known"] = known },
        };

    public static Problem SequenceGone(string name) =>
        new("sequence-gone", StatusCodes.Status409Conflict, "The sequence set was deleted",
            $"The sequence set '{name}' was deleted while lines for it came in.");

    public static Problem InvalidSequenceName(string name) =>
        new("invalid-sequence-name", StatusCodes.Status422UnprocessableEntity, "The name is not valid",
            $"The name has {name.Length} characters. A sequence set's name is 1 to 63 of a-z, 0-9 and -, beginning with a letter or "
                + "digit.");

    public static Problem UnknownSubject(string set, string subject) =>
        new("unknown-subject", StatusCodes.Status404NotFound, "There is no such subject",
            $"The sequence set '{set}' holds no event of '{subject}'.");

    public static Problem UnknownTraining(string id) =>
        new("unknown-training", StatusCodes.Status404NotFound, "There is no such training",
            $"No training is called '{id}'. It may have been deleted.");

    public static Problem UnknownDeadLetter(string group, string? id) =>
        new("unknown-dead-letter", StatusCodes.Status404NotFound, "There is no such dead letter",
            id is null ? $"No message lies in the group '{group}'. They may have been replayed or discarded."
                : $"No message '{id}' lies in the group '{group}'. It may have been replayed or discarded.");

    public static Problem NoDeadLettersKept() =>
        new("no-dead-letters-kept", StatusCodes.Status409Conflict, "This service keeps no dead letters",
            "It runs with the transport in memory (Messaging__Transport), and messages that can't be handled end with the process. "
            + "With RabbitMQ the broker keeps them.");

    public static Problem BrokerAway() =>
        new("broker-away", StatusCodes.Status503ServiceUnavailable, "The broker does not answer",
            "Dead letters lie in the broker, which can't be reached now. Send the request again after a while.");

    public static Problem UnknownImport(string id) =>
        new("unknown-import", StatusCodes.Status404NotFound, "There is no such import",
            $"The memory set knows no import with the id '{id}'.");

    public static Problem MemoryUnavailable(TimeSpan longest) =>
        new("memory-unavailable", StatusCodes.Status503ServiceUnavailable, "The memory does not answer",
            $"memory-index did not answer within {longest.TotalSeconds:0.#} s: it or the broker is away, or it has much to do. "
            + "Ask again after a while.");

    public static Problem ModelsUnavailable(TimeSpan longest) =>
        new("models-unavailable", StatusCodes.Status503ServiceUnavailable, "The model repository does not answer",
            $"trainer, which writes the model repository, did not answer within {longest.TotalSeconds:0.#} s: it or the broker is away, or "
            + "it has much to do. Look at the packages before you send the request again.");

    public static Problem PromotionRefused(string reason) =>
        new("promotion-refused", StatusCodes.Status409Conflict, "The model is not promoted", reason);

    public static Problem UnknownMemorySet(string name, IReadOnlyList<string> known) =>
        new("unknown-memory-set", StatusCodes.Status404NotFound, "There is no such memory set",
            $"No memory set is called '{name}'. "
                + (known.Count == 0
                    ? "There is none yet; make one with PUT /v1/memories/NAME."
                    : $"There are: {string.Join(", ", known)}."))
        {
            Extensions = new Dictionary<string, object?> { ["known"] = known },
        };

    public static Problem MemorySetGone(string name) =>
        new("memory-set-gone", StatusCodes.Status409Conflict, "The memory set was deleted",
            $"The memory set '{name}' was deleted while lines for it came in.");

    public static Problem MemorySetDiffers(string name, ApiContracts.Memories.MemorySetOptions options) =>
        new("memory-set-differs", StatusCodes.Status409Conflict, "The memory set is there with other options",
            $"The memory set '{name}' was made with {JsonSerializer.Serialize(options, ApiJson.Options)}, which can't be changed. Delete "
                + "it first, or use another name.");

    public static Problem InvalidMemoryName(string name) =>
        new("invalid-memory-name", StatusCodes.Status422UnprocessableEntity, "The name is not valid",
            $"The name has {name.Length} characters. A memory set's name is 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit.");

    public static Problem NothingImported(long rejectedLines, IReadOnlyList<ApiContracts.Memories.RejectedLine> rejected) =>
        new("nothing-imported", StatusCodes.Status422UnprocessableEntity, "No line could be imported",
            rejectedLines == 0 ? "The body holds no line. Send one JSON object a line."
                : $"All {rejectedLines} lines were refused; 'rejected' tells why.")
        {
            Extensions = new Dictionary<string, object?> { ["rejectedLines"] = rejectedLines, ["rejected"] = rejected },
        };

    public static Problem QuotaExceeded(int retryAfterSeconds) =>
        new("quota-exceeded", StatusCodes.Status429TooManyRequests, "The caller has used up its share",
            $"One caller may send only so many requests (Gateway__Admission__CallerRequestsPerMinute). Send the request again in "
            + $"{retryAfterSeconds} s.")
        {
            RetryAfterSeconds = retryAfterSeconds,
            Extensions = new Dictionary<string, object?> { ["violated-policies"] = new[] { CallerQuota.PolicyName } },
        };

    public static Problem Overloaded(WorkKind kind, TimeSpan age, TimeSpan limit, int retryAfterSeconds)
    {
        var work = kind.ToString().ToLowerInvariant();
        return new("overloaded", StatusCodes.Status503ServiceUnavailable, "The service has too much to do",
            $"The oldest {work} taken before have waited for {age.TotalSeconds:0} s, and no more are taken beyond "
            + $"{limit.TotalSeconds:0} s. Send the request again after a while.")
        {
            RetryAfterSeconds = retryAfterSeconds,
        };
    }

    public static Problem IdConflict(string id) =>
        new("id-conflict", StatusCodes.Status409Conflict, "The id is taken",
            $"A post called '{id}' with another text or picture was received before. Use another id, say by a newer 'revision' that this "
                + "is an edit, or delete that post first.");

    public static Problem QuestionIdConflict(string id) =>
        new("id-conflict", StatusCodes.Status409Conflict, "The id is taken",
            $"A question called '{id}' that differs from this one was asked before. Use another id, or delete that question first.");

    public static Problem InvalidIdempotencyKey(string detail) =>
        new("invalid-idempotency-key", StatusCodes.Status400BadRequest, "The Idempotency-Key can't be used", detail);

    public static Problem IdempotencyKeyInUse(string key) =>
        new("idempotency-key-in-use", StatusCodes.Status409Conflict, "A request with this key is being worked on",
            $"Another request to this path with the Idempotency-Key '{key}' is not done yet. Send this one again later.");

    public static Problem IdempotencyKeyReused(string key) =>
        new("idempotency-key-reused", StatusCodes.Status422UnprocessableEntity, "The Idempotency-Key came with another body",
            $"A request to this path with the Idempotency-Key '{key}' and another body was done before. Use a new key for a new request.");

    public static Problem InconsistentId(string given, string derived) =>
        new("inconsistent-id", StatusCodes.Status422UnprocessableEntity, "The id is not that of the source's post",
            $"The id is '{given}', but a post with this 'source' and 'sourceId' is called '{derived}'. Leave the id out, or leave these "
                + "two out.");

    public static Problem StreamIdle(TimeSpan idle) =>
        new("stream-idle", StatusCodes.Status408RequestTimeout, "The stream was silent for too long",
            $"No whole line came for {idle.TotalSeconds:0} s. Send the rest in a new request.");

    public static Problem UnknownWebhook(string id) =>
        new("unknown-webhook", StatusCodes.Status404NotFound, "There is no such webhook",
            $"No webhook is called '{id}'. GET /v1/webhooks lists those there are.");

    public static Problem TooManyWebhooks(int most) =>
        new("too-many-webhooks", StatusCodes.Status409Conflict, "There are too many webhooks",
            $"There are {most} (Gateway__Webhooks__MaxWebhooks). Delete one first.");

    public static Problem WebhookDisabled(Guid id) =>
        new("webhook-disabled", StatusCodes.Status409Conflict, "The webhook is disabled",
            $"Nothing is sent to the webhook '{id}'. Enable it first: PUT it with 'enabled': true.");

    public static Problem TooManyStreams(int mostOfCaller, int most) =>
        new("too-many-streams", StatusCodes.Status503ServiceUnavailable, "There are too many event streams",
            $"One caller may have {mostOfCaller} open (Gateway__Events__MaxStreamsPerCaller), all together {most} "
            + "(Gateway__Events__MaxStreams). Close one, or try again after a while.");

    public static Problem TooLarge(string detail) =>
        new("too-large", StatusCodes.Status413PayloadTooLarge, "The request is too large", detail);

    public static Problem UploadsBusy(TimeSpan waited) =>
        new("uploads-busy", StatusCodes.Status503ServiceUnavailable, "The service has no room for another upload now",
            $"As many bytes as it may have in hand (Gateway__MaxBytesInHand) were on their way for {waited.TotalSeconds:0.#} s. "
            + "Nothing was stored; send the request again after a while.");

    public static Problem UploadsFailing() =>
        new("uploads-failing", StatusCodes.Status503ServiceUnavailable, "The service can't take pictures now",
            "It can't write where pictures lie until they are stored; its log says why. Nothing was stored; "
            + "send the request again after a while.");

    public static Problem UnsupportedMediaType(string? given, params string[] taken) =>
        new("unsupported-media-type", StatusCodes.Status415UnsupportedMediaType, "The media type is not taken",
            $"The body is '{given ?? "of no type"}'; send {string.Join(", ", taken)}.");

    public static Problem UnsupportedEncoding(string given, string taken) =>
        new("unsupported-encoding", StatusCodes.Status415UnsupportedMediaType, "The content encoding is not taken",
            $"The body is packed by '{given}'; send it as it is, or packed by {taken}.");

    public static Problem UnsupportedCharset(string given) =>
        new("unsupported-charset", StatusCodes.Status415UnsupportedMediaType, "The character set is not taken",
            $"The body is in '{given}'; send it in UTF-8.");

    public static Problem UnknownSource(string name) =>
        new("unknown-source", StatusCodes.Status404NotFound, "There is no such source",
            $"No source is called '{name}'. GET /v1/sources lists those there are.");

    public static Problem InvalidSource(string detail) =>
        new("invalid-source", StatusCodes.Status422UnprocessableEntity, "The source is not valid", detail);

    public static Problem SourceNotPublic(string host) =>
        new("source-not-public", StatusCodes.Status422UnprocessableEntity, "The source's address is not public",
            $"'{host}' is not on a public address. "
            + "Options may name such a source (Sources__0__Url), or allow it (Gateway__AllowPrivateSources).");

    public static Problem SourceOfOptions(string name) =>
        new("source-of-options", StatusCodes.Status409Conflict, "The source is one of the options",
            $"'{name}' is named by the gateway's options (Sources__N__Name); change it there.");

    public static Problem TooManySources(int most) =>
        new("too-many-sources", StatusCodes.Status409Conflict, "There are too many sources",
            $"There are {most} (Gateway__MaxSources). Forget one: DELETE /v1/sources/NAME?forget=true.");

    /// <summary>A line of a platform could not be read.</summary>
    public static Problem UnreadableLine(long line, LineError error)
    {
        var detail = $"Line {line}: {error.Message}";
        return error.Kind switch
        {
            LineErrorKind.UnknownForm =>
                new("unknown-form", StatusCodes.Status422UnprocessableEntity, "The line is of no form that is read", detail),
            LineErrorKind.InvalidPost => new("invalid-post", StatusCodes.Status422UnprocessableEntity, "The post can't be read", detail),
            LineErrorKind.TooLong => TooLarge(detail),
            _ => new("malformed-line", StatusCodes.Status400BadRequest, "The line can't be read", detail),
        };
    }

    public static Problem EmptyPost() =>
        new("empty-post", StatusCodes.Status422UnprocessableEntity, "The post is empty",
            "The post has neither text nor a picture. Give at least one.");

    public static Problem InvalidId(string id) =>
        new("invalid-id", StatusCodes.Status422UnprocessableEntity, "The id is not valid",
            $"The id has {id.Length} characters. An id is 1 to 128 letters A-Z a-z, digits and . _ : -, but not '.', '..' or 'events', "
                + "which no URL of an item can hold.");

    /// <summary>The problem for a request that failed on a transient fault (<see cref="TransientFaults.IsTransient"/>).</summary>
    public static Problem Passing(Exception trouble) => trouble switch
    {
        DatabaseBusyException busy => new("database-busy", StatusCodes.Status503ServiceUnavailable, "The service has too much to do",
            $"Others kept the database busy for {busy.Waited.TotalSeconds:0.#} s (Delivery__MaxConnectionWait). "
            + "Nothing was stored; send the request again after a while."),
        _ when TransientFaults.IsDiskFull(trouble) => new("database-full", StatusCodes.Status503ServiceUnavailable,
            "The service can't store anything now",
            "The database's disk is full. Nothing was stored; send the request again when there is space on the disk."),
        _ => new("database-away", StatusCodes.Status503ServiceUnavailable, "The service can't store anything now",
            "The database does not answer. Nothing was stored; send the request again after a while."),
    };

    /// <summary>Fills in problems that no endpoint produced: those of routing, the API key check and the last exception handler.</summary>
    public static void NameGeneral(ProblemDetailsContext context)
    {
        var details = context.ProblemDetails;
        if (details.Type?.StartsWith(Problem.TypePrefix, StringComparison.Ordinal) == true)
            return;
        var general = details.Status switch
        {
            StatusCodes.Status400BadRequest => BrokenRequest(StatusCodes.Status400BadRequest, "It is no valid HTTP request for this path."),
            StatusCodes.Status401Unauthorized => new Problem(
                "api-key-required", 401, "An API key is required", "Send one of the service's keys as 'Authorization: Bearer KEY'."),
            StatusCodes.Status404NotFound =>
                new Problem("unknown-path", 404, "There is no such path", "/openapi/v1.json tells which there are."),
            StatusCodes.Status405MethodNotAllowed =>
                new Problem("method-not-allowed", 405, "The path does not take this method", "The header Allow tells which it takes."),
            StatusCodes.Status415UnsupportedMediaType =>
                new Problem("unsupported-media-type", 415, "The media type is not taken", "/openapi/v1.json tells which the path takes."),
            StatusCodes.Status500InternalServerError => Internal(),
            _ => null,
        };
        if (general is not null)
            (details.Type, details.Title, details.Detail) = (general.Type, general.Title, general.Detail);
    }

    public static Problem Internal() =>
        new("internal-error", StatusCodes.Status500InternalServerError, "The service made a mistake",
            "The request could not be worked on. The service's log says why.");
}
