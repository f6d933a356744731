namespace Engram.Hosting;

/// <summary>How a service depends on the program that started it.</summary>
public sealed class SupervisionOptions
{
    public const string SectionName = "Supervision";

    /// <summary>Shut down when standard input closes. The parent process holds the pipe, and its death closes it. Default false.</summary>
    public bool StopWithInput { get; set; }

    /// <summary>What the process does. Everything but Serve ends by itself. Default Serve.</summary>
    public ServiceTask Task { get; set; }
}

/// <summary>What the process of a service does.</summary>
public enum ServiceTask
{
    /// <summary>Works until it is stopped.</summary>
    Serve,

    /// <summary>Checks the settings and ends: code 0 when they are right, else 1 with all faults on standard error.</summary>
    CheckSettings,

    /// <summary>Prints all settings of the service as JSON and ends.</summary>
    ListSettings,

    /// <summary>Brings the service's database schemas up to date and ends.</summary>
    UpdateSchema,
}
