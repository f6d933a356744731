using Engram.ApiContracts;
using Engram.Gateway.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Admission;

/// <summary>Rejects new work while the backlog of its kind is too old. Accepted work is never dropped.</summary>
internal sealed class AdmissionControl(
    QueueAges ages, CallerQuota quota, IOptions<AdmissionOptions> options, TimeProvider time) : IHealthCheck
{
    private const int ShortestRetrySeconds = 5;
    private const int LongestRetrySeconds = 60;

    /// <exception cref="ProblemException">The backlog is too old; the problem says when to retry.</exception>
    public void Require(WorkKind kind)
    {
        if (Refusal(kind) is { } refusal)
            throw new ProblemException(refusal);
    }

    /// <summary>Lets a line of a stream wait for its caller's turn, and then until work is accepted again, at most for
    /// <see cref="AdmissionOptions.MaxLineWait"/>.</summary>
    /// <exception cref="ProblemException">The backlog is still too old after this time.</exception>
    public async Task WaitAsync(WorkKind kind, HttpContext context, CancellationToken cancellationToken)
    {
        await quota.WaitAsync(context, cancellationToken);
        var began = time.GetTimestamp();
        while (Refusal(kind) is { } refusal)
        {
            if (time.GetElapsedTime(began) >= options.Value.MaxLineWait)
                throw new ProblemException(refusal);
            await Task.Delay(options.Value.SampleInterval, time, cancellationToken);
        }
    }

    /// <summary>Waits until work is accepted again, without a time limit.</summary>
    public async Task WaitWithoutLimitAsync(WorkKind kind, CancellationToken cancellationToken)
    {
        while (Refusal(kind) is not null)
            await Task.Delay(options.Value.SampleInterval, time, cancellationToken);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var refusals = Enum.GetValues<WorkKind>().Select(Refusal).OfType<Problem>().Select(refusal => refusal.Detail).ToList();
        return Task.FromResult(refusals.Count == 0
            ? HealthCheckResult.Healthy("Posts, questions and recommendations are taken.")
            : HealthCheckResult.Degraded(string.Join(' ', refusals)));
    }

    private Problem? Refusal(WorkKind kind)
    {
        var (age, limit) = (ages.Of(kind), options.Value.MaxAgeOf(kind));
        return age <= limit ? null : Problems.Overloaded(
            kind, age, limit, retryAfterSeconds: (int)Math.Clamp((age - limit).TotalSeconds, ShortestRetrySeconds, LongestRetrySeconds));
    }
}
