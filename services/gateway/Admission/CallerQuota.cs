using System.Collections.Concurrent;
using System.Globalization;
using Engram.Gateway.Http;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Admission;

/// <summary>Gives every caller the same share of this gateway: a bucket of <see cref="AdmissionOptions.CallerBurstRequests"/> tokens, of
/// which each request takes one, and which fills at <see cref="AdmissionOptions.CallerRequestsPerMinute"/>.</summary>
internal sealed class CallerQuota(IOptions<AdmissionOptions> options, TimeProvider time)
{
    public const string PolicyName = "caller";

    private readonly ConcurrentDictionary<string, Bucket> _buckets = new();
    private readonly AdmissionOptions _options = options.Value;

    public bool IsLimited => _options.CallerRequestsPerMinute > 0;

    /// <summary>The policy as the header <c>RateLimit-Policy</c> says it: tokens, and seconds in which an empty bucket fills.</summary>
    public string Policy { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"\"{PolicyName}\";q={options.Value.CallerBurstRequests};w={SecondsFor(options.Value, options.Value.CallerBurstRequests)}");

    /// <summary>Takes a token of the caller, if it has one.</summary>
    public CallerShare Take(HttpContext context)
    {
        var bucket = _buckets.GetOrAdd(Caller.Of(context), _ => new Bucket(_options.CallerBurstRequests, time.GetTimestamp()));
        lock (bucket)
        {
            bucket.Fill(_options, time);
            var isGranted = bucket.Tokens >= 1;
            if (isGranted)
                bucket.Tokens--;
            return new CallerShare(
                isGranted,
                (int)bucket.Tokens,
                SecondsFor(_options, 1 - bucket.Tokens),
                SecondsFor(_options, _options.CallerBurstRequests - bucket.Tokens));
        }
    }

    /// <summary>Waits until the caller has a token, and takes it.</summary>
    public async Task WaitAsync(HttpContext context, CancellationToken cancellationToken)
    {
        while (IsLimited && !Take(context).IsGranted)
        {
            var turn = TimeSpan.FromMinutes(1) / _options.CallerRequestsPerMinute;
            await Task.Delay(turn < _options.SampleInterval ? turn : _options.SampleInterval, time, cancellationToken);
        }
    }

    private static int SecondsFor(AdmissionOptions options, double tokens) =>
        options.CallerRequestsPerMinute == 0 ? 0 : Math.Max(0, (int)Math.Ceiling(tokens * 60 / options.CallerRequestsPerMinute));

    private sealed class Bucket(double tokens, long filledAt)
    {
        private long _filledAt = filledAt;

        public double Tokens { get; set; } = tokens;

        public void Fill(AdmissionOptions options, TimeProvider time)
        {
            var now = time.GetTimestamp();
            var earned = time.GetElapsedTime(_filledAt, now).TotalMinutes * options.CallerRequestsPerMinute;
            (Tokens, _filledAt) = (Math.Min(options.CallerBurstRequests, Tokens + earned), now);
        }
    }
}

/// <summary>What a caller has left after a request.</summary>
/// <param name="IsGranted">Whether the request had a token.</param>
/// <param name="Remaining">Requests that it may send at once.</param>
/// <param name="NextSeconds">Seconds until it may send one; 0 if it may now.</param>
/// <param name="FullSeconds">Seconds until it may send as many as ever.</param>
internal readonly record struct CallerShare(bool IsGranted, int Remaining, int NextSeconds, int FullSeconds);
