namespace Engram.Hosting;

/// <summary>How a service depends on the program that started it.</summary>
public sealed class SupervisionOptions
{
    public const string SectionName = "Supervision";

    /// <summary>Shut down when standard input closes. The parent process holds the pipe, and its death closes it. Default false.</summary>
    public bool StopWithInput { get; set; }
}
