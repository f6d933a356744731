namespace Engram.Hosting;

/// <summary>How a service hangs on the program that started it.</summary>
public sealed class SupervisionOptions
{
    public const string SectionName = "Supervision";

    /// <summary>Stop in order when standard input closes: it is a pipe that the starting program holds, and closes by dying. Default
    /// false.</summary>
    public bool StopWithInput { get; set; }
}
