using Engram.Contracts.Memories;
using Engram.Gateway.Http;
using Engram.Gateway.Results;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Memories;

/// <summary>Sends a change to single facts or documents as an import of its own.</summary>
internal sealed class FactChanges(
    MemoryCatalogue memories, MemoryImport import, ResultWatch results, IOptions<GatewayOptions> options,
    IOptions<ImportOptions> importOptions)
{
    /// <summary>Maximum size of a correction in bytes, the same as for a line of an import.</summary>
    public int MaxBodyBytes => importOptions.Value.MaxLineBytes;

    public async Task<IResult> SendAsync(
        HttpContext context, string name, MemoryFormat format, ImportChange change, IReadOnlyList<byte[]> lines,
        CancellationToken cancellationToken)
    {
        var wait = Preference.WaitOf(context, options.Value.MaxWait);
        var set = await memories.GetAsync(name, cancellationToken);
        var sent = await import.SendAsync(new ImportTarget(set, format, change), lines, cancellationToken);
        return await MemoriesApi.AnswerAsync(context, set, sent, memories, results, wait, cancellationToken);
    }
}
