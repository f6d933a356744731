using System.IO.Pipelines;
using System.Text.Json;
using Engram.ApiContracts;
using Engram.ApiContracts.Memories;
using Engram.Gateway.Http;
using Engram.Gateway.Idempotency;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Memories;

/// <summary>Imports an upload once per Idempotency-Key. The body, of any length, is hashed while it is read, and the result is saved at its
/// end. An upload that broke off can be sent again under the same key and adds only what is missing.</summary>
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
        // The hash is null if the body fell silent before its end. Then save no result, because the rest is still to come.
        if (body.Sha256 is { } whole)
            await key.KeepAsync(whole, JsonSerializer.Serialize(imported, ApiJson.Options), cancellationToken);
        return imported;
    }

    private async Task<ImportResult> ReadAsync(ImportTarget target, PipeReader body, CancellationToken cancellationToken)
    {
        var imported = await import.ReadAsync(target, body, cancellationToken);
        return imported.Accepted > 0 ? imported
            : throw new ProblemException(Problems.NothingImported(imported.RejectedLines, imported.Rejected));
    }
}
