using System.IO.Pipelines;
using System.Text.Json;
using Engram.ApiContracts;
using Engram.ApiContracts.Memories;
using Engram.Gateway.Http;
using Engram.Gateway.Idempotency;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Memories;

/// <summary>
/// Takes an upload once under its Idempotency-Key. Its body, of any length, is hashed as it is read, and what became of it is kept at its
/// end: an upload that broke off is sent again under the same key, and adds only what is missing.
/// </summary>
internal sealed class KeyedImport(MemoryImport import, IdempotencyKeys keys, IOptions<GatewayOptions> options, TimeProvider time)
{
    /// <exception cref="ProblemException">No line could be imported, the set is gone, or the key can't be used.</exception>
    public async Task<ImportResult> ReadAsync(
        ImportTarget target, HttpRequest request, string? idempotencyKey, CancellationToken cancellationToken)
    {
        await using var key = await keys.HoldAsync(request, idempotencyKey, cancellationToken);
        if (key is null)
            return await ReadAsync(target, request.BodyReader, cancellationToken);

        await using var body = new HashedBody(request.Body);
        if (await key.FindAsync(cancellationToken) is { } first)
        {
            var sha256 = await body.ReadToEndAsync(options.Value.StreamIdleTimeout, time, cancellationToken);
            return JsonSerializer.Deserialize<ImportResult>(key.ResultOf(first, sha256), ApiJson.Options)!;
        }

        var imported = await ReadAsync(target, PipeReader.Create(body), cancellationToken);
        // A body that fell silent has no end; the rest of it is to come.
        if (body.Sha256 is { } whole)
            await key.KeepAsync(whole, JsonSerializer.Serialize(imported, ApiJson.Options), cancellationToken);
        return imported;
    }

    private async Task<ImportResult> ReadAsync(ImportTarget target, PipeReader body, CancellationToken cancellationToken)
    {
        var imported = await import.ReadAsync(target, body, cancellationToken);
        return imported.Accepted > 0 ? imported : throw new ProblemException(Problems.NothingImported(imported));
    }
}
