namespace Engram.Gateway.Sweeping;

/// <summary>Looks after work that has waited too long.</summary>
public interface ISweep
{
    /// <summary>Handles what is due now. Several gateways may do so at one time.</summary>
    Task SweepAsync(CancellationToken cancellationToken);
}

/// <summary>Knows what a process left unfinished whose messages died with it.</summary>
public interface IResume
{
    /// <summary>Sends every message again that something waits on.</summary>
    Task ResumeAsync(CancellationToken cancellationToken);
}
