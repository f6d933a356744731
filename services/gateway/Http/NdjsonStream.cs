using System.Runtime.CompilerServices;
using Engram.ApiContracts;
using Engram.Gateway.Admission;
using Engram.Gateway.Results;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Http;

/// <summary>A stream of NDJSON of our own.</summary>
/// <typeparam name="TIncoming">A line that was checked.</typeparam>
/// <typeparam name="TStored">What is stored of it, and has a result in the end.</typeparam>
/// <typeparam name="TLine">What is answered to it.</typeparam>
internal abstract class NdjsonStream<TIncoming, TStored, TLine>(
    IServiceScopeFactory scopes, ResultWatch results, AdmissionControl admission, IOptions<GatewayOptions> options, TimeProvider time,
    ILogger logger)
    : LineStream<TIncoming, TStored, TLine>(scopes, results, admission, options, logger)
    where TStored : class
{
    /// <summary>Longest line, bytes.</summary>
    protected abstract int MaxLineBytes { get; }

    /// <exception cref="ProblemException">The line is not what it should be.</exception>
    protected abstract TIncoming Check(byte[] utf8);

    protected sealed override async IAsyncEnumerable<IncomingLine<TIncoming>> ReadAsync(
        HttpRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lines = Ndjson.ReadLinesAsync(request.BodyReader, MaxLineBytes, Options.StreamIdleTimeout, time, cancellationToken);
        await foreach (var line in lines)
            yield return new IncomingLine<TIncoming>(line.Number, () => Check(line.Utf8 ?? throw TooLong()));
    }

    private ProblemException TooLong() => new(Problems.TooLarge($"The line is longer than {MaxLineBytes} bytes."));
}
