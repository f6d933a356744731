using System.Runtime.CompilerServices;
using Engram.ApiContracts;
using Engram.Gateway.Admission;
using Engram.Gateway.Results;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Http;

/// <summary>An NDJSON stream in Engram's own form.</summary>
/// <typeparam name="TIncoming">A checked line.</typeparam>
/// <typeparam name="TStored">What is stored for the line; it has a result in the end.</typeparam>
/// <typeparam name="TLine">The answer to the line.</typeparam>
internal abstract class NdjsonStream<TIncoming, TStored, TLine>(
    ResultWatch results, AdmissionControl admission, IOptions<GatewayOptions> options, TimeProvider time, ILogger logger)
    : LineStream<TIncoming, TStored, TLine>(results, admission, options, logger)
    where TStored : class
{
    /// <summary>Maximum line length in bytes.</summary>
    protected abstract int MaxLineBytes { get; }

    /// <exception cref="ProblemException">The line is not valid.</exception>
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
