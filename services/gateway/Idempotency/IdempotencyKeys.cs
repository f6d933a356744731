using System.Text.RegularExpressions;
using Engram.ApiContracts;
using Engram.Gateway.Http;
using Engram.Gateway.Storage;
using Engram.Messaging.Database;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Idempotency;

/// <summary>The header <c>Idempotency-Key</c> (draft-ietf-httpapi-idempotency-key-header): the first request with a key on a path is
/// executed, and retries with the same key get its result.</summary>
public sealed partial class IdempotencyKeys(DirectDatabase database, GatewayDb db, TimeProvider time)
{
    public const string Header = "Idempotency-Key";

    public const string Description =
        "A quoted string of 1 to 255 characters that names this request, for example a UUID. The same request again is not done again: it "
        + "gets the result of the first (409 while that is worked on), with another body 422. Kept for Gateway:IdempotencyKeyAge.";

    /// <summary>Takes the key of a request. The caller holds it until it disposes the result.</summary>
    /// <returns>Null for a request without a key.</returns>
    /// <exception cref="ProblemException">The header is not a valid key, or another request with the same key is in progress.</exception>
    public async Task<HeldKey?> HoldAsync(HttpRequest request, string? header, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (header is null)
            return null;
        if (Rule().Match(header) is not { Success: true } match)
            throw new ProblemException(Problems.InvalidIdempotencyKey("It is a quoted string of 1 to 255 ASCII characters, as a UUID."));
        // The query is part of the path: with other parameters it is another request.
        var path = request.Path.Value!.TrimEnd('/').ToLowerInvariant() + request.QueryString.Value;
        var key = match.Groups["key"].Value;
        return await HeldKey.TryTakeAsync(database, db, path, key, time, cancellationToken)
            ?? throw new ProblemException(Problems.IdempotencyKeyInUse(key));
    }

    /// <summary>Rejects a key for a stream: each of its lines has a result of its own.</summary>
    public static void RefuseForStream(string? header)
    {
        if (header is not null)
            throw new ProblemException(Problems.InvalidIdempotencyKey("A stream has no single result; give each line an 'id' instead."));
    }

    // A string of RFC 8941, section 3.3.3. Unquoted keys are common, so they are accepted too.
    [GeneratedRegex(@"\A(?:""(?<key>(?:[\x20-\x7E-[""\\]]|\\[""\\]){1,255})""|(?<key>[\x21-\x7E-["",;\\]]{1,255}))\z")]
    private static partial Regex Rule();
}
